-- How many training users have each token: counted once, for what is kept and for what is left out.
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
SELECT counted.token_key, CAST(counted.users AS INTEGER) AS users, CAST(everybody.users AS INTEGER) AS of_users
FROM counted
CROSS JOIN everybody
