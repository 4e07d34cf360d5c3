-- How each segment's audience and model compare with earlier nights.
SELECT segment_id, rail, value, baseline, lowest, highest, nights, verdict
FROM {{guard_rails}}
ORDER BY segment_id, rail
