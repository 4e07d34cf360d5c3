-- The segments of a night.
SELECT segments.segment_id, segments.name
FROM {{segments}} AS segments
ORDER BY segments.segment_id
