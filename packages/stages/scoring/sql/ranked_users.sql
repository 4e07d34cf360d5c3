-- The best users of the segments of a pass, up to sixteen. A user's margin in one of them is the bias, plus the sum of the weights of
-- his tokens times the scale of his row, plus what his activity is worth: in 64 bits, rounded to 32 at the end.
WITH entries AS (
  -- What a token is worth: 1, or with :counts the level of its decayed count (countLevels of @lookalikes/schema).
  SELECT
    histories.user_key,
    histories.token_no,
    CASE
      WHEN CAST(:counts AS BOOLEAN) THEN CAST(CAST(ln(1 + power(
        CAST(2 AS DOUBLE),
        20 * least(round(log2(greatest(histories.decayed_events * 1024, 1)) * 254 / 20), 254) / 254
      ) / 512) AS FLOAT) AS DOUBLE)
      ELSE CAST(1 AS DOUBLE)
    END AS worth
  FROM {{user_tokens}} AS histories
  WHERE histories.window = 'score'
),
sums AS (
  SELECT
    entries.user_key,
    sum(entries.worth * entries.worth) AS squares,
    coalesce(sum(entries.worth * weights.s00), 0) AS s00,
    coalesce(sum(entries.worth * weights.s01), 0) AS s01,
    coalesce(sum(entries.worth * weights.s02), 0) AS s02,
    coalesce(sum(entries.worth * weights.s03), 0) AS s03,
    coalesce(sum(entries.worth * weights.s04), 0) AS s04,
    coalesce(sum(entries.worth * weights.s05), 0) AS s05,
    coalesce(sum(entries.worth * weights.s06), 0) AS s06,
    coalesce(sum(entries.worth * weights.s07), 0) AS s07,
    coalesce(sum(entries.worth * weights.s08), 0) AS s08,
    coalesce(sum(entries.worth * weights.s09), 0) AS s09,
    coalesce(sum(entries.worth * weights.s10), 0) AS s10,
    coalesce(sum(entries.worth * weights.s11), 0) AS s11,
    coalesce(sum(entries.worth * weights.s12), 0) AS s12,
    coalesce(sum(entries.worth * weights.s13), 0) AS s13,
    coalesce(sum(entries.worth * weights.s14), 0) AS s14,
    coalesce(sum(entries.worth * weights.s15), 0) AS s15
  FROM entries
  LEFT JOIN {{scoring_weights}} AS weights ON weights.pass = :pass AND weights.token_no = entries.token_no
  GROUP BY entries.user_key
  HAVING count(*) >= :option_min_tokens
),
activity AS (
  SELECT
    activity.user_key,
    sum(weights.s00) AS a00,
    sum(weights.s01) AS a01,
    sum(weights.s02) AS a02,
    sum(weights.s03) AS a03,
    sum(weights.s04) AS a04,
    sum(weights.s05) AS a05,
    sum(weights.s06) AS a06,
    sum(weights.s07) AS a07,
    sum(weights.s08) AS a08,
    sum(weights.s09) AS a09,
    sum(weights.s10) AS a10,
    sum(weights.s11) AS a11,
    sum(weights.s12) AS a12,
    sum(weights.s13) AS a13,
    sum(weights.s14) AS a14,
    sum(weights.s15) AS a15
  FROM {{user_activity}} AS activity
  JOIN {{scoring_weights}} AS weights ON weights.pass = :pass AND weights.token_no = activity.token_no
  GROUP BY activity.user_key
),
joined AS (
  SELECT
    sums.user_key,
    sums.squares,
    sums.s00,
    coalesce(activity.a00, 0) AS a00,
    sums.s01,
    coalesce(activity.a01, 0) AS a01,
    sums.s02,
    coalesce(activity.a02, 0) AS a02,
    sums.s03,
    coalesce(activity.a03, 0) AS a03,
    sums.s04,
    coalesce(activity.a04, 0) AS a04,
    sums.s05,
    coalesce(activity.a05, 0) AS a05,
    sums.s06,
    coalesce(activity.a06, 0) AS a06,
    sums.s07,
    coalesce(activity.a07, 0) AS a07,
    sums.s08,
    coalesce(activity.a08, 0) AS a08,
    sums.s09,
    coalesce(activity.a09, 0) AS a09,
    sums.s10,
    coalesce(activity.a10, 0) AS a10,
    sums.s11,
    coalesce(activity.a11, 0) AS a11,
    sums.s12,
    coalesce(activity.a12, 0) AS a12,
    sums.s13,
    coalesce(activity.a13, 0) AS a13,
    sums.s14,
    coalesce(activity.a14, 0) AS a14,
    sums.s15,
    coalesce(activity.a15, 0) AS a15
  FROM sums
  LEFT JOIN activity ON activity.user_key = sums.user_key
),
places AS (
  SELECT user_key, squares, place, tokens_sum, activity_sum
  FROM joined UNPIVOT (
    (tokens_sum, activity_sum) FOR place IN (
      (s00, a00) AS s00,
      (s01, a01) AS s01,
      (s02, a02) AS s02,
      (s03, a03) AS s03,
      (s04, a04) AS s04,
      (s05, a05) AS s05,
      (s06, a06) AS s06,
      (s07, a07) AS s07,
      (s08, a08) AS s08,
      (s09, a09) AS s09,
      (s10, a10) AS s10,
      (s11, a11) AS s11,
      (s12, a12) AS s12,
      (s13, a13) AS s13,
      (s14, a14) AS s14,
      (s15, a15) AS s15
    )
  )
),
lost AS (
  -- What banned tokens have no part in: the squares that a row loses to them.
  SELECT bans.segment_id, entries.user_key, sum(entries.worth * entries.worth) AS squares
  FROM entries
  JOIN {{tokens}} AS tokens ON tokens.token_no = entries.token_no
  JOIN {{scoring_bans}} AS bans ON bans.token = tokens.token
  WHERE bans.segment_id IS NOT NULL
  GROUP BY bans.segment_id, entries.user_key
),
scored AS (
  SELECT
    segments.segment_id,
    segments.users,
    places.user_key,
    CAST(segments.bias + (
      places.tokens_sum * CASE
        WHEN segments.scaled THEN 1 / sqrt(nullif(greatest(places.squares - coalesce(lost.squares, 0), 0), 0))
        ELSE 1
      END
      + segments.activity_value * places.activity_sum
    ) AS FLOAT) AS score
  FROM places
  JOIN {{scoring_segments}} AS segments ON segments.pass = :pass AND segments.place = places.place
  LEFT JOIN lost ON lost.segment_id = segments.segment_id AND lost.user_key = places.user_key
  LEFT JOIN {{left_out}} AS left_out
    ON left_out.segment_id = segments.segment_id AND left_out.user_key = places.user_key
  WHERE left_out.user_key IS NULL
),
ranked AS (
  SELECT
    segment_id,
    users,
    user_key,
    score,
    row_number() OVER (PARTITION BY segment_id ORDER BY score DESC, user_key) AS place
  FROM scored
)
SELECT segment_id, user_key, CAST(score AS DOUBLE) AS score, CAST(place AS INTEGER) AS rank
FROM ranked
WHERE place <= users
