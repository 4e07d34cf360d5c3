-- The night's tokens: numbered by falling number of training users, without the rare and the ubiquitous ones.
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
  CAST(row_number() OVER (ORDER BY counted.users DESC, dictionary.token) - 1 AS INTEGER) AS token_no,
  dictionary.token,
  CAST(counted.users AS INTEGER) AS users
FROM counted
CROSS JOIN everybody
JOIN {{dictionary}} AS dictionary ON dictionary.token_key = counted.token_key
WHERE counted.users >= :min_token_users AND counted.users <= :max_token_share * everybody.users
