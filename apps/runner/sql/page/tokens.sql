-- The tokens that pull a user into a segment the most, and those that push him out the most, :most of each; with their weights of the
-- night before.
WITH ranked AS (
  SELECT
    segment_id,
    token,
    weight,
    row_number() OVER (PARTITION BY segment_id ORDER BY weight DESC, token) AS from_top,
    row_number() OVER (PARTITION BY segment_id ORDER BY weight, token) AS from_bottom
  FROM {{model_weights}}
)
SELECT ranked.segment_id, ranked.token, ranked.weight, before.weight AS before
FROM ranked
LEFT JOIN {{model_weights_before}} AS before
  ON before.segment_id = ranked.segment_id AND before.token = ranked.token
WHERE (ranked.from_top <= :most AND ranked.weight > 0) OR (ranked.from_bottom <= :most AND ranked.weight < 0)
ORDER BY ranked.segment_id, abs(ranked.weight) DESC, ranked.token
