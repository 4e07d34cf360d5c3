-- How many ids of each segment either side has, and both; of one part of the ids.
SELECT
  sides.segment,
  sum(sides.in_legacy) AS legacy,
  sum(sides.in_ours) AS ours,
  sum(sides.in_legacy * sides.in_ours) AS both_sides
FROM (
  SELECT
    coalesce(legacy.segment, ours.segment) AS segment,
    CASE WHEN legacy.id IS NULL THEN 0 ELSE 1 END AS in_legacy,
    CASE WHEN ours.id IS NULL THEN 0 ELSE 1 END AS in_ours
  FROM (SELECT DISTINCT lines.segment, lines.id FROM {{legacy_lines}} AS lines WHERE hash(lines.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT)) AS legacy
  FULL OUTER JOIN (SELECT ids.segment, ids.id FROM {{our_ids}} AS ids WHERE hash(ids.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT)) AS ours
    ON ours.segment = legacy.segment AND ours.id = legacy.id
) AS sides
GROUP BY sides.segment
ORDER BY sides.segment
