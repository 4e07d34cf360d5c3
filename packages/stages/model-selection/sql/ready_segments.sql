-- The segments to train, numbered as in example_labels, with the size of the audience asked for; 0 asks for the default.
WITH scored AS (
  SELECT CAST(count(*) AS DOUBLE) AS users
  FROM {{users}} AS users
  WHERE users.window = 'score'
)
SELECT
  CAST(row_number() OVER (ORDER BY sets.segment_id) - 1 AS INTEGER) AS segment_no,
  sets.segment_id,
  sets.usable_seeds AS seeds,
  sets.sampling_rate,
  CAST(coalesce(segments.audience_size, 0) AS DOUBLE) AS audience_size,
  scored.users AS scored_users
FROM {{training_sets}} AS sets
CROSS JOIN scored
LEFT JOIN {{segments}} AS segments ON segments.segment_id = sets.segment_id
WHERE sets.status = 'ready'
ORDER BY segment_no
