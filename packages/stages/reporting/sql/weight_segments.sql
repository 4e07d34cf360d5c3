-- The segments that have weights, by number: a stream of all weights then carries a number and not two texts a row.
SELECT
  CAST(row_number() OVER (ORDER BY report.segment_id) AS INTEGER) AS segment_no,
  report.segment_id,
  max(report.segment_name) AS segment_name
FROM {{supa_models_collection}} AS report
GROUP BY report.segment_id
ORDER BY segment_no
