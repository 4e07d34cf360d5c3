-- What is known of a segment's model in two nights, 0 the earlier and 1 the later, and what its audience came to.
WITH both_models AS (
  SELECT 0 AS night, earlier.*
  FROM {{models_before}} AS earlier
  WHERE earlier.segment_id = :segment_id
  UNION ALL
  SELECT 1 AS night, tonight.*
  FROM {{models}} AS tonight
  WHERE tonight.segment_id = :segment_id
),
trials AS (
  SELECT 0 AS night, earlier.prior, earlier.log_loss, earlier.auc, earlier.lift
  FROM {{model_trials_before}} AS earlier
  WHERE earlier.segment_id = :segment_id AND earlier.chosen
  UNION ALL
  SELECT 1 AS night, tonight.prior, tonight.log_loss, tonight.auc, tonight.lift
  FROM {{model_trials}} AS tonight
  WHERE tonight.segment_id = :segment_id AND tonight.chosen
),
chosen AS (
  SELECT night, count(*) AS reach, min(score) AS lowest_score, max(score) AS highest_score
  FROM (
    SELECT 0 AS night, earlier.score
    FROM {{audiences_before}} AS earlier
    WHERE earlier.segment_id = :segment_id
    UNION ALL
    SELECT 1 AS night, tonight.score
    FROM {{audiences}} AS tonight
    WHERE tonight.segment_id = :segment_id
  ) AS scores
  GROUP BY night
)
SELECT
  both_models.night,
  both_models.bias,
  both_models.feature_map,
  both_models.strength,
  both_models.tokens,
  both_models.validation_auc,
  both_models.artifact,
  both_models.artifact_sha256,
  trials.prior,
  trials.log_loss,
  trials.auc,
  trials.lift,
  coalesce(chosen.reach, 0) AS reach,
  chosen.lowest_score,
  chosen.highest_score
FROM both_models
LEFT JOIN trials ON trials.night = both_models.night
LEFT JOIN chosen ON chosen.night = both_models.night
ORDER BY both_models.night
