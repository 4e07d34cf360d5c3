-- How many tokens the training window has, and how many are left out and why.
WITH training AS (
  SELECT DISTINCT user_key, token_key
  FROM {{user_days}}
  WHERE event_date >= CAST(:train_from AS DATE) AND event_date < CAST(:train_to AS DATE)
),
counted AS (
  SELECT token_key, count(*) AS users
  FROM training
  GROUP BY token_key
),
everybody AS (
  SELECT count(DISTINCT user_key) AS users
  FROM training
)
SELECT
  count(*) AS tokens,
  CAST(coalesce(sum(CASE WHEN counted.users < :min_token_users THEN 1 ELSE 0 END), 0) AS BIGINT) AS rare,
  CAST(coalesce(sum(CASE WHEN counted.users > :max_token_share * everybody.users THEN 1 ELSE 0 END), 0) AS BIGINT) AS ubiquitous
FROM counted
CROSS JOIN everybody
