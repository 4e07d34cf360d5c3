-- The first lines that differ, a line of each segment: where they stand on either side.
SELECT legacy.segment, min(legacy.line) AS legacy_line, arg_min(ours.line, legacy.line) AS our_line, count(*) AS differing
FROM {{legacy_lines}} AS legacy
JOIN {{our_lines}} AS ours ON ours.segment = legacy.segment AND ours.id = legacy.id
WHERE legacy.dsp_segment_id IS DISTINCT FROM ours.dsp_segment_id
  OR legacy.segment_id IS DISTINCT FROM ours.segment_id
  OR legacy.score IS DISTINCT FROM ours.score
  OR legacy.rank IS DISTINCT FROM ours.rank
  OR legacy.timestamp IS DISTINCT FROM ours.timestamp
  OR legacy.value IS DISTINCT FROM ours.value
  OR legacy.expiration_minutes IS DISTINCT FROM ours.expiration_minutes
GROUP BY legacy.segment
ORDER BY legacy.segment
