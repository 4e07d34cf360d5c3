-- Every segment of the night with what it was trained on, or why it was not.
SELECT
  segments.segment_id,
  segments.name AS segment_name,
  coalesce(training_sets.seeds, 0) AS seeds,
  coalesce(training_sets.usable_seeds, 0) AS usable_seeds,
  coalesce(training_sets.negatives, 0) AS negatives,
  coalesce(training_sets.sampling_rate, CAST(0 AS DOUBLE)) AS sampling_rate,
  coalesce(training_sets.status, 'skipped') AS status,
  CASE WHEN training_sets.segment_id IS NULL THEN 'no training set' ELSE training_sets.reason END AS reason,
  models.run_date AS model_run_date
FROM {{segments}} AS segments
LEFT JOIN {{training_sets}} AS training_sets ON training_sets.segment_id = segments.segment_id
LEFT JOIN {{models}} AS models ON models.segment_id = segments.segment_id
