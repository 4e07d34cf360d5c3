-- The histories that last night's models scored.
WITH ends AS (
  SELECT max(tokens.last_day) AS last_day
  FROM {{last_user_tokens}} AS tokens
  WHERE tokens.window = 'score'
)
SELECT
  histories.user_key,
  histories.token_no,
  histories.decayed_events,
  days_between(histories.last_day, ends.last_day) AS age
FROM {{last_user_tokens}} AS histories
JOIN {{backtest_users}} AS ranked ON ranked.user_key = histories.user_key
CROSS JOIN ends
WHERE histories.window = 'score'
ORDER BY histories.user_key, histories.token_no
