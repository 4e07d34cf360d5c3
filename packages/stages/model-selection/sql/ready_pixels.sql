-- The pixels of the segments to train.
SELECT pixels.segment_id, pixels.pixel_id
FROM {{pixels}} AS pixels
JOIN {{training_sets}} AS sets ON sets.segment_id = pixels.segment_id
WHERE sets.status = 'ready'
ORDER BY pixels.segment_id, pixels.pixel_id
