-- How many users to learn from were there last night, too, and how many of them are in another share tonight.
SELECT
  count(*) AS users,
  CAST(coalesce(sum(CASE WHEN users.split = earlier.split THEN 0 ELSE 1 END), 0) AS BIGINT) AS moved
FROM {{users}} AS users
JOIN {{last_users}} AS earlier ON earlier.user_key = users.user_key
WHERE users.window = 'train' AND earlier.window = 'train'
