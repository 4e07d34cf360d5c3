SELECT model.row_key, weights.row_value, model.flaw
FROM {{model}} AS model, {{weights}} AS weights, {{last_delivered}} AS last_delivered
