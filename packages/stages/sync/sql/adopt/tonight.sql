-- The segments of the night.
SELECT segments.segment_id, segments.dsp, segments.dsp_segment_id, segments.ttl_days
FROM {{segments}} AS segments
ORDER BY segments.segment_id
