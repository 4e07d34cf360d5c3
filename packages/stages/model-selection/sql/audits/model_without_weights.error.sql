-- A model whose weights are not the number that it says it has.
WITH counted AS (
  SELECT segment_id, count(*) AS tokens
  FROM {{model_weights}}
  GROUP BY segment_id
)
SELECT models.segment_id
FROM {{models}} AS models
LEFT JOIN counted ON counted.segment_id = models.segment_id
WHERE coalesce(counted.tokens, 0) <> models.tokens
