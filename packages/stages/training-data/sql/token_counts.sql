-- How many tokens the training window has, and how many are left out and why.
SELECT
  count(*) AS tokens,
  CAST(coalesce(sum(CASE WHEN users < :min_token_users THEN 1 ELSE 0 END), 0) AS BIGINT) AS rare,
  CAST(coalesce(sum(CASE WHEN users > :max_token_share * of_users THEN 1 ELSE 0 END), 0) AS BIGINT) AS ubiquitous
FROM {{token_users}}
