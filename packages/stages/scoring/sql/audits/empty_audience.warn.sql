-- A segment with a model and nobody in its audience.
SELECT models.segment_id
FROM {{models}} AS models
LEFT JOIN {{audiences}} AS audiences ON audiences.segment_id = models.segment_id
WHERE audiences.segment_id IS NULL
