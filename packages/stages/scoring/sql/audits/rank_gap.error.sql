-- A segment whose ranks are not 1, 2, 3, … or whose scores do not fall with them.
WITH stepped AS (
  SELECT segment_id, rank, score, lag(score) OVER (PARTITION BY segment_id ORDER BY rank) AS score_before
  FROM {{audiences}}
)
SELECT segment_id
FROM stepped
GROUP BY segment_id
HAVING min(rank) <> 1
  OR max(rank) <> count(*)
  OR count(DISTINCT rank) <> count(*)
  OR max(CASE WHEN score > score_before THEN 1 ELSE 0 END) = 1
