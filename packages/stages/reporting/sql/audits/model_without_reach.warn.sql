-- A segment with a model reaches somebody.
SELECT sizes.segment_id
FROM {{segment_sizes}} AS sizes
JOIN {{models}} AS models ON models.segment_id = sizes.segment_id
WHERE sizes.reach = 0
