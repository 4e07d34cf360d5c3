SELECT
  report.segment_id,
  report.segment_name,
  report.requested_size,
  report.reach,
  report.delivered_ids,
  report.lowest_score
FROM {{segment_sizes}} AS report
ORDER BY report.segment_id
