-- Where the weights lie that tonight may learn on from: of each segment those of the newest night that was over when the first of
-- tonight's seeds fired, among the nights since which nobody has changed shares.
WITH label_window AS (
  SELECT CAST(min(seeds.first_fired_at) AS DATE) AS first_day
  FROM {{seeds}} AS seeds
),
usable AS (
  SELECT
    kept.segment_id,
    kept.run_date AS kept_on,
    kept.artifact,
    kept.artifact_sha256,
    row_number() OVER (PARTITION BY kept.segment_id ORDER BY kept.run_date DESC) AS place
  FROM {{kept_nights}} AS kept
  CROSS JOIN label_window
  WHERE kept.run_date <= label_window.first_day AND kept.shares_since = CAST(:since AS DATE)
)
SELECT segment_id, kept_on, artifact, artifact_sha256
FROM usable
WHERE place = 1
ORDER BY segment_id
