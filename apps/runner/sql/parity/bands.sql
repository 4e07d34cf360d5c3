-- How many of our ids the legacy has too, by how we rank them: the best 1 %, the best 10 %, the best half, all.
WITH ranked AS (
  SELECT ids.segment, ids.id, ids.rank / CAST(max(ids.rank) OVER (PARTITION BY ids.segment) AS DOUBLE) AS place
  FROM {{our_ids}} AS ids
),
bands AS (
  SELECT ranked.*, CASE WHEN place <= 0.01 THEN 1 WHEN place <= 0.1 THEN 10 WHEN place <= 0.5 THEN 50 ELSE 100 END AS band
  FROM ranked
)
SELECT bands.segment, CAST(bands.band AS INTEGER) AS band, count(*) AS ours, count(legacy.id) AS both_sides
FROM bands
LEFT JOIN (SELECT DISTINCT lines.segment, lines.id FROM {{legacy_lines}} AS lines) AS legacy
  ON legacy.segment = bands.segment AND legacy.id = bands.id
GROUP BY bands.segment, bands.band
ORDER BY bands.segment, bands.band
