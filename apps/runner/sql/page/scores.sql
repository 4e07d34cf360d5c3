-- How many users of tonight's audience, and of that of the night before, score how much: :bins equal bins a segment, from the
-- lowest score of the two to the highest.
WITH scored AS (
  SELECT segment_id, score, 1 AS tonight
  FROM {{audiences}}
  UNION ALL
  SELECT segment_id, score, 0 AS tonight
  FROM {{audiences_before}}
),
ends AS (
  SELECT segment_id, min(score) AS lowest, max(score) AS highest
  FROM scored
  GROUP BY segment_id
  HAVING max(score) > min(score) AND max(tonight) = 1
),
binned AS (
  SELECT
    scored.segment_id,
    ends.lowest,
    (ends.highest - ends.lowest) / :bins AS width,
    least(:bins - 1, CAST(floor((scored.score - ends.lowest) / (ends.highest - ends.lowest) * :bins) AS INT)) AS bin,
    scored.tonight
  FROM scored
  JOIN ends ON ends.segment_id = scored.segment_id
)
SELECT
  segment_id,
  min(lowest) + bin * min(width) AS from_score,
  min(lowest) + (bin + 1) * min(width) AS to_score,
  CAST(sum(tonight) AS DOUBLE) AS users,
  CAST(sum(1 - tonight) AS DOUBLE) AS before
FROM binned
GROUP BY segment_id, bin
ORDER BY segment_id, bin
