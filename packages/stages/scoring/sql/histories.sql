-- What users are scored on.
WITH ends AS (
  SELECT max(tokens.last_day) AS last_day
  FROM {{user_tokens}} AS tokens
  WHERE tokens.window = 'score'
)
SELECT
  histories.user_key,
  histories.token_no,
  histories.decayed_events,
  days_between(histories.last_day, ends.last_day) AS age
FROM {{user_tokens}} AS histories
CROSS JOIN ends
WHERE histories.window = 'score'
ORDER BY histories.user_key, histories.token_no
