-- Every weight in the order of the database's index, its segment by the number of weight_segments.sql.
SELECT segments.segment_no, report.token, report.weight, report.weight_rank
FROM {{supa_models_collection}} AS report
JOIN (
  SELECT
    numbered.segment_id,
    CAST(row_number() OVER (ORDER BY numbered.segment_id) AS INTEGER) AS segment_no
  FROM (SELECT DISTINCT every.segment_id FROM {{supa_models_collection}} AS every) AS numbered
) AS segments ON segments.segment_id = report.segment_id
ORDER BY segments.segment_no, report.weight_rank
