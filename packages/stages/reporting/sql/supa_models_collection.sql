-- Every model's token weights, the heaviest first. A segment that has no row of its own goes by its id.
SELECT
  weights.segment_id,
  coalesce(segments.name, weights.segment_id) AS segment_name,
  weights.token,
  weights.weight,
  CAST(row_number() OVER (PARTITION BY weights.segment_id ORDER BY weights.weight DESC, weights.token) AS INTEGER) AS weight_rank
FROM {{model_weights}} AS weights
LEFT JOIN {{segments}} AS segments ON segments.segment_id = weights.segment_id
