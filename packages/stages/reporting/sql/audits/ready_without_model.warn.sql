-- A segment that could be trained has a model.
SELECT training_sets.segment_id
FROM {{training_sets}} AS training_sets
LEFT JOIN {{models}} AS models ON models.segment_id = training_sets.segment_id
WHERE training_sets.status = 'ready' AND models.segment_id IS NULL
