-- The tokens that pull most into a segment and out of it, :most each way: how many users of the audience have each, and what it adds
-- to their scores on average.
WITH banned AS (
  SELECT DISTINCT CAST(given.hash AS BIGINT) AS hash
  FROM (SELECT explode(split(:banned, ',')) AS hash) AS given
  WHERE given.hash <> ''
),
quiet AS (
  SELECT DISTINCT CAST(given.hash AS BIGINT) AS hash
  FROM (SELECT explode(split(:quiet, ',')) AS hash) AS given
  WHERE given.hash <> ''
),
buckets AS (
  SELECT
    split_part(given.bucket, ' ', 1) AS kind,
    CAST(split_part(given.bucket, ' ', 2) AS INTEGER) AS lowest,
    CAST(split_part(given.bucket, ' ', 3) AS INTEGER) AS highest,
    split_part(given.bucket, ' ', 5) AS token
  FROM (SELECT explode(split(:activity, ',')) AS bucket) AS given
  WHERE given.bucket <> ''
),
members AS (
  SELECT audiences.user_key
  FROM {{audiences}} AS audiences
  WHERE audiences.segment_id = :segment_id
),
ends AS (
  SELECT max(histories.last_day) AS last_day
  FROM {{user_tokens}} AS histories
  WHERE histories.window = 'score'
),
features AS (
  -- A model names a token that begins with @ with one more.
  SELECT
    named.token_no,
    named.name,
    CASE WHEN banned.hash IS NULL THEN 1 ELSE 0 END AS counts,
    CASE WHEN quiet.hash IS NULL THEN 1 ELSE 0 END AS is_activity
  FROM (
    SELECT
      tokens.token_no,
      CASE WHEN tokens.token LIKE '@%' THEN concat('@', tokens.token) ELSE tokens.token END AS name
    FROM {{tokens}} AS tokens
  ) AS named
  LEFT JOIN banned ON banned.hash = hash60(named.name)
  LEFT JOIN quiet ON quiet.hash = hash60(named.name)
),
entries AS (
  -- What a token is worth: as in causes.sql.
  SELECT
    histories.user_key,
    features.name,
    features.counts,
    CASE
      WHEN CAST(:counts AS BOOLEAN) THEN CAST(CAST(ln(1 + power(
        CAST(2 AS DOUBLE),
        20 * least(round(log2(greatest(histories.decayed_events * 1024, 1)) * 254 / 20), 254) / 254
      ) / 512) AS FLOAT) AS DOUBLE)
      ELSE CAST(1 AS DOUBLE)
    END AS worth,
    CASE WHEN features.is_activity = 1 THEN days_between(histories.last_day, ends.last_day) END AS age
  FROM {{user_tokens}} AS histories
  JOIN members ON members.user_key = histories.user_key
  JOIN features ON features.token_no = histories.token_no
  CROSS JOIN ends
  WHERE histories.window = 'score'
),
sums AS (
  SELECT
    user_key,
    sum(counts * worth * worth) AS squares,
    CAST(count(age) AS INTEGER) AS history_length,
    CAST(count(CASE WHEN age = 0 THEN 1 END) AS INTEGER) AS last_day,
    CAST(count(CASE WHEN age < 3 THEN 1 END) AS INTEGER) AS last_three_days,
    coalesce(min(age), 2147483647) AS days_since
  FROM entries
  GROUP BY user_key
),
seen AS (
  SELECT
    entries.user_key,
    entries.name AS token,
    entries.worth * CASE WHEN CAST(:scaled AS BOOLEAN) THEN 1 / sqrt(nullif(sums.squares, 0)) ELSE 1 END AS value
  FROM entries
  JOIN sums ON sums.user_key = entries.user_key
  WHERE entries.counts = 1
  UNION ALL
  SELECT kinds.user_key, buckets.token, CAST(:activity_value AS DOUBLE) AS value
  FROM (
    SELECT user_key, kind, amount
    FROM (
      SELECT user_key, history_length, last_day, last_three_days, days_since
      FROM sums
      WHERE :activity <> ''
    ) AS amounts UNPIVOT (amount FOR kind IN (history_length, last_day, last_three_days, days_since))
  ) AS kinds
  JOIN buckets
    ON buckets.kind = kinds.kind AND kinds.amount >= buckets.lowest AND kinds.amount <= buckets.highest
),
strongest AS (
  SELECT ranked.token, ranked.weight, ranked.place
  FROM (
    SELECT
      weights.token,
      weights.weight,
      row_number() OVER (PARTITION BY sign(weights.weight) ORDER BY abs(weights.weight) DESC, weights.token) AS place
    FROM {{model_weights}} AS weights
    WHERE weights.segment_id = :segment_id
  ) AS ranked
  WHERE ranked.place <= :most
)
SELECT
  strongest.token,
  strongest.weight,
  max(earlier.weight) AS weight_before,
  count(seen.user_key) AS users,
  coalesce(avg(seen.value * strongest.weight), 0) AS contribution
FROM strongest
LEFT JOIN seen ON seen.token = strongest.token
LEFT JOIN {{model_weights_before}} AS earlier
  ON earlier.segment_id = :segment_id AND earlier.token = strongest.token
GROUP BY strongest.token, strongest.weight, strongest.place
ORDER BY strongest.place, strongest.token
