-- The rows of the matrix: the train share first, then validation, then test.
WITH ends AS (
  SELECT max(tokens.last_day) AS last_day
  FROM {{user_tokens}} AS tokens
  WHERE tokens.window = 'train'
)
SELECT
  histories.user_key,
  histories.token_no,
  histories.decayed_events,
  days_between(histories.last_day, ends.last_day) AS age
FROM {{user_tokens}} AS histories
JOIN {{examples}} AS examples ON examples.user_key = histories.user_key
CROSS JOIN ends
WHERE histories.window = 'train'
ORDER BY examples.share, histories.user_key, histories.token_no
