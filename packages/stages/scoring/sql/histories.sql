-- What users are scored on.
SELECT histories.user_key, histories.token_no
FROM {{user_tokens}} AS histories
WHERE histories.window = 'score'
ORDER BY histories.user_key, histories.token_no
