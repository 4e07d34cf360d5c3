-- A user's history in the score window, by token number.
WITH ends AS (
  SELECT max(histories.last_day) AS last_day
  FROM {{user_tokens}} AS histories
  WHERE histories.window = 'score'
)
SELECT
  tokens.token,
  histories.decayed_events,
  days_between(histories.last_day, ends.last_day) AS age
FROM {{user_tokens}} AS histories
JOIN {{users}} AS users ON users.user_key = histories.user_key AND users.window = 'score'
JOIN {{tokens}} AS tokens ON tokens.token_no = histories.token_no
CROSS JOIN ends
WHERE histories.window = 'score' AND users.user_id = :user_id
ORDER BY histories.token_no
