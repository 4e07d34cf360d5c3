-- A segment that was ready to be trained and has no model.
SELECT sets.segment_id
FROM {{training_sets}} AS sets
LEFT JOIN {{models}} AS models ON models.segment_id = sets.segment_id
WHERE sets.status = 'ready' AND models.segment_id IS NULL
