SELECT pool.row_key, last_model.row_value, pool.flaw
FROM {{pool}} AS pool LEFT JOIN {{last_model}} AS last_model USING (row_key)
