-- How many ids count, and how many do not and why.
SELECT status, count(*) AS ids, count(DISTINCT user_key) AS users
FROM {{identities}}
GROUP BY status
ORDER BY status
