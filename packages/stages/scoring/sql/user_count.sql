-- How many users can be scored at most.
SELECT count(*) AS users
FROM {{users}} AS users
WHERE users.window = 'score'
