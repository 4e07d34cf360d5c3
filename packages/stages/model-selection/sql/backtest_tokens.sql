-- The histories that last night's models scored.
SELECT histories.user_key, histories.token_no
FROM {{last_user_tokens}} AS histories
JOIN {{backtest_users}} AS ranked ON ranked.user_key = histories.user_key
WHERE histories.window = 'score'
ORDER BY histories.user_key, histories.token_no
