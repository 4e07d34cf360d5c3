SELECT days.row_key, draft.row_value, days.flaw
FROM {{days}} AS days JOIN {{draft}} AS draft USING (row_key)
WHERE :option_history_days > 0 AND :run_date IS NOT NULL
