-- Reach by night, as reported.
SELECT segment_id, run_date AS night, reach
FROM {{segment_sizes_lately}}
ORDER BY segment_id, run_date
