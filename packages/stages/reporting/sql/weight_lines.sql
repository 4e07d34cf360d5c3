SELECT report.segment_id, report.segment_name, report.token, report.weight, report.weight_rank
FROM {{supa_models_collection}} AS report
ORDER BY report.segment_id, report.token
