-- The segments to train, numbered as in example_labels.
SELECT
  CAST(row_number() OVER (ORDER BY segment_id) - 1 AS INTEGER) AS segment_no,
  segment_id,
  usable_seeds AS seeds,
  sampling_rate
FROM {{training_sets}}
WHERE status = 'ready'
ORDER BY segment_no
