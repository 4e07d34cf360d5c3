-- How many users last night's models scored.
SELECT count(*) AS users
FROM {{last_users}} AS users
WHERE users.window = 'score'
