-- The activity tokens of each user, one of each kind; none of anybody unless :activity.
WITH ends AS (
  SELECT max(tokens.last_day) AS last_day
  FROM {{user_tokens}} AS tokens
  WHERE tokens.window = 'score'
),
quiet AS (
  SELECT tokens.token_no
  FROM {{tokens}} AS tokens
  JOIN {{scoring_bans}} AS bans ON bans.token = tokens.token
  WHERE bans.segment_id IS NULL
),
seen AS (
  SELECT
    histories.user_key,
    CASE WHEN quiet.token_no IS NULL THEN days_between(histories.last_day, ends.last_day) END AS age
  FROM {{user_tokens}} AS histories
  CROSS JOIN ends
  LEFT JOIN quiet ON quiet.token_no = histories.token_no
  WHERE histories.window = 'score' AND CAST(:activity AS BOOLEAN)
),
amounts AS (
  SELECT
    user_key,
    CAST(count(age) AS INTEGER) AS history_length,
    CAST(count(CASE WHEN age = 0 THEN 1 END) AS INTEGER) AS last_day,
    CAST(count(CASE WHEN age < 3 THEN 1 END) AS INTEGER) AS last_three_days,
    coalesce(min(age), 2147483647) AS days_since
  FROM seen
  GROUP BY user_key
),
kinds AS (
  SELECT user_key, kind, amount
  FROM amounts UNPIVOT (amount FOR kind IN (history_length, last_day, last_three_days, days_since))
)
SELECT kinds.user_key, buckets.token_no
FROM kinds
JOIN {{activity_buckets}} AS buckets
  ON buckets.kind = kinds.kind AND kinds.amount >= buckets.lowest AND kinds.amount <= buckets.highest
