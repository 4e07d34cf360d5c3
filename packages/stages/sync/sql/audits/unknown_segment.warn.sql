-- An audience whose segment is not among the night's segments is delivered to nobody.
SELECT DISTINCT audiences.segment_id
FROM {{audiences}} AS audiences
LEFT JOIN {{segments}} AS segments ON segments.segment_id = audiences.segment_id
WHERE segments.segment_id IS NULL
