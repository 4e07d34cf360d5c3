-- Why the audience of a segment changed from one night to another: how many users each cause brought in and took out, and how many
-- stayed. Of the audience, and of what the DSP holds of it.
--
-- Between the two published audiences stand four that never were, each other than the one before it in one respect; a user's cause
-- is the last of these steps at which he came or went. apps/runner/src/changes/changes-between.ts says what they are.
--
-- Scores are those of scoring (ranked_users.sql), for tonight's model alone and for the histories of both nights: 0 is the night
-- before, 1 is tonight.
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
    CAST(split_part(given.bucket, ' ', 4) AS DOUBLE) AS weight
  FROM (SELECT explode(split(:activity, ',')) AS bucket) AS given
  WHERE given.bucket <> ''
),
named AS (
  -- A model names a token that begins with @ with one more.
  SELECT
    both_nights.night,
    both_nights.token_no,
    CASE WHEN both_nights.token LIKE '@%' THEN concat('@', both_nights.token) ELSE both_nights.token END AS name
  FROM (
    SELECT 0 AS night, earlier.token_no, earlier.token
    FROM {{tokens_before}} AS earlier
    UNION ALL
    SELECT 1 AS night, tonight.token_no, tonight.token
    FROM {{tokens}} AS tonight
  ) AS both_nights
),
features AS (
  SELECT
    named.night,
    named.token_no,
    coalesce(weights.weight, 0) AS weight,
    CASE WHEN banned.hash IS NULL THEN 1 ELSE 0 END AS counts,
    CASE WHEN quiet.hash IS NULL THEN 1 ELSE 0 END AS is_activity
  FROM named
  LEFT JOIN {{model_weights}} AS weights ON weights.segment_id = :segment_id AND weights.token = named.name
  LEFT JOIN banned ON banned.hash = hash60(named.name)
  LEFT JOIN quiet ON quiet.hash = hash60(named.name)
),
histories AS (
  SELECT 0 AS night, earlier.user_key, earlier.token_no, earlier.decayed_events, earlier.last_day
  FROM {{user_tokens_before}} AS earlier
  WHERE earlier.window = 'score'
  UNION ALL
  SELECT 1 AS night, tonight.user_key, tonight.token_no, tonight.decayed_events, tonight.last_day
  FROM {{user_tokens}} AS tonight
  WHERE tonight.window = 'score'
),
ends AS (
  SELECT night, max(last_day) AS last_day
  FROM histories
  GROUP BY night
),
entries AS (
  -- What a token is worth: 1, or with :counts the level of its decayed count (countLevels of @lookalikes/schema).
  SELECT
    histories.night,
    histories.user_key,
    features.weight,
    features.counts,
    CASE
      WHEN CAST(:counts AS BOOLEAN) THEN CAST(CAST(ln(1 + power(
        CAST(2 AS DOUBLE),
        20 * least(round(log2(greatest(histories.decayed_events * 1024, 1)) * 254 / 20), 254) / 254
      ) / 512) AS FLOAT) AS DOUBLE)
      ELSE CAST(1 AS DOUBLE)
    END AS worth,
    CASE WHEN features.is_activity = 1 THEN days_between(histories.last_day, ends.last_day) END AS age
  FROM histories
  JOIN features ON features.night = histories.night AND features.token_no = histories.token_no
  JOIN ends ON ends.night = histories.night
),
sums AS (
  SELECT
    night,
    user_key,
    count(*) AS tokens,
    sum(counts) AS counting,
    sum(counts * worth * weight) AS margin,
    sum(counts * worth * worth) AS squares,
    CAST(count(age) AS INTEGER) AS history_length,
    CAST(count(CASE WHEN age = 0 THEN 1 END) AS INTEGER) AS last_day,
    CAST(count(CASE WHEN age < 3 THEN 1 END) AS INTEGER) AS last_three_days,
    coalesce(min(age), 2147483647) AS days_since
  FROM entries
  GROUP BY night, user_key
),
activity AS (
  SELECT kinds.night, kinds.user_key, sum(buckets.weight) AS weight
  FROM (
    SELECT night, user_key, kind, amount
    FROM (
      SELECT night, user_key, history_length, last_day, last_three_days, days_since
      FROM sums
      WHERE :activity <> ''
    ) AS amounts UNPIVOT (amount FOR kind IN (history_length, last_day, last_three_days, days_since))
  ) AS kinds
  JOIN buckets
    ON buckets.kind = kinds.kind AND kinds.amount >= buckets.lowest AND kinds.amount <= buckets.highest
  GROUP BY kinds.night, kinds.user_key
),
known AS (
  -- In how many of the nights a user has a history that is long enough to be scored.
  SELECT
    sums.*,
    CASE WHEN night = 0 THEN :min_tokens_before ELSE :min_tokens END AS least,
    count(*) OVER (PARTITION BY user_key) AS nights
  FROM sums
  WHERE tokens >= CASE WHEN night = 0 THEN :min_tokens_before ELSE :min_tokens END
),
fired_before AS (
  SELECT seeds.user_key
  FROM {{seeds_before}} AS seeds
  WHERE seeds.segment_id = :segment_id AND CAST(:exclude_seeds_before AS BOOLEAN)
  UNION
  SELECT fires.user_key
  FROM {{first_fires_before}} AS fires
  WHERE fires.segment_id = :segment_id AND CAST(:exclude_seeds_before AS BOOLEAN)
),
scored AS (
  SELECT
    known.night,
    known.user_key,
    -- Whether this is what a user of the night before is scored on once histories are tonight's: tonight's where he has one.
    CASE WHEN known.night = known.nights - 1 THEN 1 ELSE 0 END AS is_latest,
    CAST(CAST(:bias AS DOUBLE) + (
      known.margin * CASE WHEN CAST(:scaled AS BOOLEAN) THEN 1 / sqrt(nullif(known.squares, 0)) ELSE 1 END
      + CAST(:activity_value AS DOUBLE) * coalesce(activity.weight, 0)
    ) AS FLOAT) AS score
  FROM known
  LEFT JOIN activity ON activity.night = known.night AND activity.user_key = known.user_key
  LEFT JOIN fired_before ON fired_before.user_key = known.user_key
  WHERE fired_before.user_key IS NULL AND known.counting >= known.least
),
places AS (
  SELECT
    night,
    user_key,
    is_latest,
    row_number() OVER (PARTITION BY night ORDER BY score DESC, user_key) AS place,
    row_number() OVER (PARTITION BY is_latest ORDER BY score DESC, user_key) AS place_of_latest
  FROM scored
),
sizes AS (
  SELECT
    (SELECT count(*) FROM {{audiences_before}} AS earlier WHERE earlier.segment_id = :segment_id) AS size_before,
    (SELECT count(*) FROM {{audiences}} AS tonight WHERE tonight.segment_id = :segment_id) AS size
),
chain AS (
  SELECT
    places.user_key,
    0 AS held_before,
    0 AS was,
    CASE WHEN places.night = 0 AND places.place <= sizes.size_before THEN 1 ELSE 0 END AS with_weights,
    CASE WHEN places.is_latest = 1 AND places.place_of_latest <= sizes.size_before THEN 1 ELSE 0 END AS with_histories,
    CASE WHEN places.night = 1 AND places.place <= sizes.size_before THEN 1 ELSE 0 END AS with_users,
    CASE WHEN places.night = 1 AND places.place <= sizes.size THEN 1 ELSE 0 END AS with_threshold,
    0 AS is_in,
    0 AS held
  FROM places
  CROSS JOIN sizes
  WHERE places.place <= greatest(sizes.size_before, sizes.size)
    OR (places.is_latest = 1 AND places.place_of_latest <= sizes.size_before)
  UNION ALL
  SELECT earlier.user_key, 0, 1, 0, 0, 0, 0, 0, 0
  FROM {{audiences_before}} AS earlier
  WHERE earlier.segment_id = :segment_id
  UNION ALL
  SELECT tonight.user_key, 0, 0, 0, 0, 0, 0, 1, 0
  FROM {{audiences}} AS tonight
  WHERE tonight.segment_id = :segment_id
  UNION ALL
  SELECT hash60(earlier.user_id), 1, 0, 0, 0, 0, 0, 0, 0
  FROM {{delivered_before}} AS earlier
  WHERE earlier.segment_id = :segment_id AND earlier.change <> 'removed'
  UNION ALL
  SELECT hash60(tonight.user_id), 0, 0, 0, 0, 0, 0, 0, 1
  FROM {{delivered}} AS tonight
  WHERE tonight.segment_id = :segment_id AND tonight.change <> 'removed'
),
members AS (
  SELECT
    user_key,
    max(held_before) AS held_before,
    max(was) AS was,
    max(with_weights) AS with_weights,
    max(with_histories) AS with_histories,
    max(with_users) AS with_users,
    max(with_threshold) AS with_threshold,
    max(is_in) AS is_in,
    max(held) AS held
  FROM chain
  GROUP BY user_key
),
set_sizes AS (
  SELECT
    sum(held_before) AS held_before,
    sum(was) AS was,
    sum(with_weights) AS with_weights,
    sum(with_histories) AS with_histories,
    sum(with_users) AS with_users,
    sum(with_threshold) AS with_threshold,
    sum(is_in) AS is_in,
    sum(held) AS held
  FROM members
),
changed AS (
  SELECT
    members.*,
    CASE
      WHEN is_in <> with_threshold THEN 'suppression'
      WHEN with_threshold <> with_users THEN 'threshold'
      WHEN with_users <> with_histories THEN 'users'
      WHEN with_histories <> with_weights THEN 'histories'
      WHEN with_weights <> was THEN 'weights'
      ELSE 'none'
    END AS last_change
  FROM members
),
told AS (
  SELECT 'audience' AS level, was AS before, is_in AS now, CASE WHEN was = is_in THEN 'none' ELSE last_change END AS cause
  FROM changed
  UNION ALL
  SELECT
    'delivered' AS level,
    held_before AS before,
    held AS now,
    CASE
      WHEN held_before = held THEN 'none'
      -- Who came to or left the audience and the DSP alike did so for the same cause; all else is what sync left out.
      WHEN held_before = was AND held = is_in THEN last_change
      ELSE 'suppression'
    END AS cause
  FROM changed
)
SELECT
  told.level,
  told.cause,
  count(CASE WHEN told.before < told.now THEN 1 END) AS came,
  count(CASE WHEN told.before > told.now THEN 1 END) AS went,
  count(CASE WHEN told.before = 1 AND told.now = 1 THEN 1 END) AS stayed,
  CAST(max(set_sizes.with_weights - set_sizes.was) AS BIGINT) AS by_weights,
  CAST(max(set_sizes.with_histories - set_sizes.with_weights) AS BIGINT) AS by_histories,
  CAST(max(set_sizes.with_users - set_sizes.with_histories) AS BIGINT) AS by_users,
  CAST(max(set_sizes.with_threshold - set_sizes.with_users) AS BIGINT) AS by_threshold,
  CAST(max(
    set_sizes.is_in - set_sizes.with_threshold
    + CASE
      WHEN told.level = 'delivered' THEN set_sizes.was - set_sizes.held_before + set_sizes.held - set_sizes.is_in
      ELSE 0
    END
  ) AS BIGINT) AS by_suppression
FROM told
CROSS JOIN set_sizes
GROUP BY told.level, told.cause
ORDER BY told.level, told.cause
