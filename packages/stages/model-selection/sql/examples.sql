-- Whom the models learn from and are judged on: the pool, and every seed of a ready segment. Only who is in the pool counts
-- as a negative: a user who is here just for being another segment's seed would make the negatives more active than they are.
WITH seed_users AS (
  SELECT DISTINCT seeds.user_key
  FROM {{seeds}} AS seeds
  JOIN {{training_sets}} AS sets ON sets.segment_id = seeds.segment_id
  WHERE sets.status = 'ready'
)
SELECT
  CAST(CASE users.split WHEN 'train' THEN 0 WHEN 'validation' THEN 1 ELSE 2 END AS INTEGER) AS share,
  users.user_key,
  users.in_pool AS drawn
FROM {{users}} AS users
LEFT JOIN seed_users ON seed_users.user_key = users.user_key
WHERE users.window = 'train' AND (users.in_pool OR seed_users.user_key IS NOT NULL)
