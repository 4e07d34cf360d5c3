-- A night without a single training history trains nothing.
SELECT 'no user has a history in the training window' AS problem
FROM (SELECT count(*) AS users FROM {{users}} AS users WHERE users.window = 'train') AS counted
WHERE counted.users = 0
