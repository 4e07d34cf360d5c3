-- The training sets, for the record.
SELECT segment_id, seeds, usable_seeds, negatives, sampling_rate, reason
FROM {{training_sets}}
ORDER BY segment_id
