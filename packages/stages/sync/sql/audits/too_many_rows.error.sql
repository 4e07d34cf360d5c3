-- The files of a segment never hold more rows than it has recipients.
SELECT files.segment_id
FROM (
  SELECT deliveries.segment_id, sum(deliveries.rows) AS file_rows
  FROM {{deliveries}} AS deliveries
  GROUP BY deliveries.segment_id
) AS files
LEFT JOIN (
  SELECT recipients.segment_id, count(*) AS ids
  FROM {{recipients}} AS recipients
  GROUP BY recipients.segment_id
) AS asked ON asked.segment_id = files.segment_id
WHERE files.file_rows > coalesce(asked.ids, 0)
