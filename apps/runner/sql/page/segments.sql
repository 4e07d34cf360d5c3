-- What is known of each segment: what it was trained on, its model, its audience and what was delivered of it.
WITH chosen AS (
  SELECT segment_id, count(*) AS reach, min(score) AS lowest_score
  FROM {{audiences}}
  GROUP BY segment_id
),
chosen_before AS (
  SELECT segment_id, count(*) AS reach
  FROM {{audiences_before}}
  GROUP BY segment_id
),
sent AS (
  SELECT segment_id, count(*) AS files, sum(rows) AS lines, sum(bytes) AS bytes
  FROM {{deliveries}}
  GROUP BY segment_id
),
passes AS (
  SELECT segment_id, sum(epochs) AS epochs
  FROM {{model_trials}}
  GROUP BY segment_id
)
SELECT
  segments.segment_id,
  segments.name,
  sets.seeds,
  sets.usable_seeds,
  sets.negatives,
  sets.status,
  sets.reason,
  models.feature_map,
  models.strength,
  models.tokens,
  CAST(coalesce(passes.epochs, 0) AS DOUBLE) AS epochs,
  CAST(chosen.reach AS DOUBLE) AS reach,
  chosen.lowest_score,
  CAST(chosen_before.reach AS DOUBLE) AS reach_before,
  sizes.delivered_ids,
  CAST(coalesce(sent.files, 0) AS DOUBLE) AS files,
  CAST(coalesce(sent.lines, 0) AS DOUBLE) AS lines,
  CAST(coalesce(sent.bytes, 0) AS DOUBLE) AS bytes
FROM {{segments}} AS segments
LEFT JOIN {{training_sets}} AS sets ON sets.segment_id = segments.segment_id
LEFT JOIN {{models}} AS models ON models.segment_id = segments.segment_id
LEFT JOIN passes ON passes.segment_id = segments.segment_id
LEFT JOIN chosen ON chosen.segment_id = segments.segment_id
LEFT JOIN chosen_before ON chosen_before.segment_id = segments.segment_id
LEFT JOIN (
  SELECT segment_id, CAST(delivered_ids AS DOUBLE) AS delivered_ids
  FROM {{segment_sizes}}
) AS sizes ON sizes.segment_id = segments.segment_id
LEFT JOIN sent ON sent.segment_id = segments.segment_id
ORDER BY segments.segment_id
