-- The files of a segment hold every line they should: all that are sent, and none but these and the removed.
SELECT changes.segment_id
FROM (
  SELECT
    delivered.segment_id,
    count(CASE WHEN delivered.change IN ('added', 'refreshed') THEN 1 END) AS fewest,
    count(CASE WHEN delivered.change <> 'kept' THEN 1 END) AS most
  FROM {{delivered}} AS delivered
  GROUP BY delivered.segment_id
) AS changes
LEFT JOIN (
  SELECT deliveries.segment_id, sum(deliveries.rows) AS file_rows
  FROM {{deliveries}} AS deliveries
  GROUP BY deliveries.segment_id
) AS files ON files.segment_id = changes.segment_id
WHERE coalesce(files.file_rows, 0) < changes.fewest OR coalesce(files.file_rows, 0) > changes.most
UNION ALL
SELECT deliveries.segment_id
FROM {{deliveries}} AS deliveries
WHERE deliveries.segment_id NOT IN (SELECT delivered.segment_id FROM {{delivered}} AS delivered)
