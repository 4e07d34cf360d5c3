-- How many of our ids the legacy has too, by how we rank them: the best 1 %, the best 10 %, the best half, all.
-- Of one part of the ids.
WITH ranked AS (
  SELECT ids.segment, ids.id, ids.rank / CAST(sizes.last AS DOUBLE) AS place
  FROM {{our_ids}} AS ids
  JOIN (SELECT every.segment, max(every.rank) AS last FROM {{our_ids}} AS every GROUP BY every.segment) AS sizes
    ON sizes.segment = ids.segment
  WHERE hash(ids.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT)
),
bands AS (
  SELECT ranked.*, CASE WHEN place <= 0.01 THEN 1 WHEN place <= 0.1 THEN 10 WHEN place <= 0.5 THEN 50 ELSE 100 END AS band
  FROM ranked
)
SELECT bands.segment, CAST(bands.band AS INTEGER) AS band, count(*) AS ours, count(legacy.id) AS both_sides
FROM bands
LEFT JOIN (SELECT DISTINCT lines.segment, lines.id FROM {{legacy_lines}} AS lines WHERE hash(lines.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT)) AS legacy
  ON legacy.segment = bands.segment AND legacy.id = bands.id
GROUP BY bands.segment, bands.band
ORDER BY bands.segment, bands.band
