-- A ready segment without a row for validation, test and backtest each.
SELECT sets.segment_id
FROM {{training_sets}} AS sets
LEFT JOIN {{evaluations}} AS evaluations ON evaluations.segment_id = sets.segment_id
WHERE sets.status = 'ready'
GROUP BY sets.segment_id
HAVING count(evaluations.evaluated_on) <> 3
