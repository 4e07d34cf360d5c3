-- The twenty tokens that pull a user into a segment the most.
SELECT ranked.segment_id, ranked.token, ranked.place
FROM (
  SELECT
    weights.segment_id,
    weights.token,
    CAST(row_number() OVER (PARTITION BY weights.segment_id ORDER BY weights.weight DESC, weights.token) AS INT) AS place
  FROM {{model_weights}} AS weights
  WHERE weights.weight > 0
) AS ranked
WHERE ranked.place <= 20
