-- A training history that reaches into the label window would let a model learn from what happened after the fire.
SELECT histories.user_key
FROM {{user_tokens}} AS histories
CROSS JOIN (SELECT min(first_fired_at) AS first_label FROM {{seeds}}) AS labels
WHERE histories.window = 'train' AND histories.last_day >= CAST(labels.first_label AS DATE)
