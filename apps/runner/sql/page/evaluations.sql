-- How well each model ranks.
SELECT
  segment_id,
  evaluated_on,
  users,
  hits,
  auc,
  log_loss,
  lift_at_1,
  lift_at_5,
  lift_at_10,
  reason
FROM {{evaluations}}
ORDER BY segment_id, evaluated_on
