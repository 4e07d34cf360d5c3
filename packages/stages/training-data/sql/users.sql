-- The users of each window, with their share and whether the pool of negatives holds them: both by a hash of the user id.
WITH counted AS (
  SELECT histories.window AS in_window, histories.user_key, count(*) AS tokens
  FROM {{user_tokens}} AS histories
  GROUP BY histories.window, histories.user_key
),
named AS (
  SELECT user_key, min(user_id) AS user_id
  FROM {{identities}}
  WHERE status = 'kept'
  GROUP BY user_key
),
drawn AS (
  SELECT
    user_key,
    user_id,
    hash60(concat('split:', :split_salt, user_id)) % 1000000 AS split_draw,
    hash60(concat('pool:', user_id)) % 1000000 AS pool_draw
  FROM named
)
SELECT
  counted.in_window AS window,
  counted.user_key,
  drawn.user_id,
  CAST(counted.tokens AS INTEGER) AS tokens,
  CASE
    WHEN drawn.split_draw < :test_below THEN 'test'
    WHEN drawn.split_draw < :validation_below THEN 'validation'
    ELSE 'train'
  END AS split,
  drawn.pool_draw < :pool_below AS in_pool
FROM counted
JOIN drawn ON drawn.user_key = counted.user_key
