-- The first lines that differ, a line of each segment: where they stand on either side. Of one part of the ids.
SELECT legacy.segment, min(legacy.line) AS legacy_line, arg_min(ours.line, legacy.line) AS our_line, count(*) AS differing
FROM {{legacy_lines}} AS legacy
JOIN {{our_lines}} AS ours ON ours.segment = legacy.segment AND ours.id = legacy.id
WHERE hash(legacy.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT) AND hash(ours.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT) AND (
  legacy.dsp_segment_id <> ours.dsp_segment_id
  OR legacy.segment_id <> ours.segment_id
  OR legacy.score <> ours.score
  OR legacy.rank <> ours.rank
  OR legacy.timestamp <> ours.timestamp
  OR legacy.value <> ours.value
  OR legacy.expiration_minutes <> ours.expiration_minutes
)
GROUP BY legacy.segment
ORDER BY legacy.segment
