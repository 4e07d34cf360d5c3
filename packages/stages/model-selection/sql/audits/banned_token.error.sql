-- A pixel's own token with a weight: the model would have learned from the answer.
SELECT weights.segment_id, weights.token
FROM {{model_weights}} AS weights
JOIN {{pixels}} AS pixels
  ON pixels.segment_id = weights.segment_id
  AND CASE WHEN pixels.pixel_id LIKE '@%' THEN concat('@', pixels.pixel_id) ELSE pixels.pixel_id END = weights.token
