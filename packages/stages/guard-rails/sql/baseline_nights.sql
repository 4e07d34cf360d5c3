-- The nights that a segment is held against: the newest of tonight's weekday, or, without any, the newest there is. A night in
-- which the segment was held is none, and once a person has released it, no night from before that is.
WITH nights AS (
  SELECT
    before.segment_id,
    before.run_date,
    max(CASE WHEN before.verdict = 'hold' AND before.rail <> 'hand' THEN 1 ELSE 0 END) AS held,
    max(CASE WHEN before.verdict = 'released' THEN 1 ELSE 0 END) AS released
  FROM {{rails_before}} AS before
  GROUP BY before.segment_id, before.run_date
),
releases AS (
  SELECT segment_id, max(run_date) AS last_release
  FROM nights
  WHERE released = 1
  GROUP BY segment_id
),
usable AS (
  SELECT
    nights.segment_id,
    nights.run_date,
    CASE WHEN days_between(nights.run_date, CAST(:run_date AS DATE)) % 7 = 0 THEN 1 ELSE 0 END AS same_weekday
  FROM nights
  LEFT JOIN releases ON releases.segment_id = nights.segment_id
  WHERE nights.held = 0 AND (releases.last_release IS NULL OR nights.run_date >= releases.last_release)
),
placed AS (
  SELECT
    segment_id,
    run_date,
    same_weekday,
    row_number() OVER (PARTITION BY segment_id, same_weekday ORDER BY run_date DESC) AS place,
    max(same_weekday) OVER (PARTITION BY segment_id) AS has_same_weekday
  FROM usable
)
SELECT placed.segment_id, placed.run_date AS night
FROM placed
WHERE (placed.same_weekday = 1 AND placed.place <= :option_baseline_nights)
  OR (placed.has_same_weekday = 0 AND placed.place = 1)
