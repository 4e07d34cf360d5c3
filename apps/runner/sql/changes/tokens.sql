-- The tokens whose weights grew or fell most from one night to another, :most each way and segment, the largest change first.
WITH changed AS (
  SELECT
    coalesce(tonight.segment_id, earlier.segment_id) AS segment_id,
    coalesce(tonight.token, earlier.token) AS token,
    earlier.weight AS weight_before,
    tonight.weight AS weight_after,
    coalesce(tonight.weight, 0) - coalesce(earlier.weight, 0) AS change
  FROM {{model_weights}} AS tonight
  FULL OUTER JOIN {{model_weights_before}} AS earlier
    ON earlier.segment_id = tonight.segment_id AND earlier.token = tonight.token
),
ranked AS (
  SELECT
    changed.*,
    row_number() OVER (PARTITION BY segment_id, sign(change) ORDER BY abs(change) DESC, token) AS place
  FROM changed
  WHERE change <> 0
)
SELECT segment_id, token, weight_before, weight_after, CASE WHEN change > 0 THEN 1 ELSE 0 END AS grew
FROM ranked
WHERE place <= :most
ORDER BY segment_id, grew, place
