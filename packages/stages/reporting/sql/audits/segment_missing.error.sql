-- Every segment of the night is in both reports of sizes.
SELECT segments.segment_id
FROM {{segments}} AS segments
LEFT JOIN {{segment_sizes}} AS sizes ON sizes.segment_id = segments.segment_id
LEFT JOIN {{training_set_sizes}} AS trained ON trained.segment_id = segments.segment_id
WHERE sizes.segment_id IS NULL OR trained.segment_id IS NULL
