-- Last night's models, numbered as in backtest_labels.
SELECT
  CAST(row_number() OVER (ORDER BY segment_id) - 1 AS INTEGER) AS segment_no,
  segment_id,
  artifact,
  artifact_sha256
FROM {{last_models}}
ORDER BY segment_no
