SELECT
  report.segment_id,
  report.evaluated_on,
  report.model_run_date,
  report.users,
  report.hits,
  report.auc,
  report.auc_equal_activity,
  report.log_loss,
  report.lift_at_1,
  report.lift_at_5,
  report.lift_at_10,
  report.recall_at_1,
  report.recall_at_5,
  report.recall_at_10,
  report.reason
FROM {{evaluations}} AS report
ORDER BY report.segment_id, report.evaluated_on
