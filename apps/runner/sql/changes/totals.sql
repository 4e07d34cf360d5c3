-- How many users the audience of each segment has in two nights, and how many the DSP holds.
WITH members AS (
  SELECT earlier.segment_id, 'audience' AS level, earlier.user_id, 1 AS was, 0 AS is_in
  FROM {{audiences_before}} AS earlier
  UNION ALL
  SELECT tonight.segment_id, 'audience' AS level, tonight.user_id, 0 AS was, 1 AS is_in
  FROM {{audiences}} AS tonight
  UNION ALL
  SELECT earlier.segment_id, 'delivered' AS level, earlier.user_id, 1 AS was, 0 AS is_in
  FROM {{delivered_before}} AS earlier
  WHERE earlier.change <> 'removed'
  UNION ALL
  SELECT tonight.segment_id, 'delivered' AS level, tonight.user_id, 0 AS was, 1 AS is_in
  FROM {{delivered}} AS tonight
  WHERE tonight.change <> 'removed'
),
users AS (
  SELECT segment_id, level, user_id, max(was) AS was, max(is_in) AS is_in
  FROM members
  GROUP BY segment_id, level, user_id
)
SELECT
  segment_id,
  level,
  count(CASE WHEN was < is_in THEN 1 END) AS came,
  count(CASE WHEN was > is_in THEN 1 END) AS went,
  count(CASE WHEN was = 1 AND is_in = 1 THEN 1 END) AS stayed
FROM users
GROUP BY segment_id, level
ORDER BY segment_id, level
