SELECT
  report.segment_id,
  report.segment_name,
  report.seeds,
  report.usable_seeds,
  report.negatives,
  report.sampling_rate,
  report.status,
  report.reason,
  report.model_run_date
FROM {{training_set_sizes}} AS report
ORDER BY report.segment_id
