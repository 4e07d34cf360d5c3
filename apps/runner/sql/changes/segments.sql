-- The segments of two nights: their names, tonight's where it has one, and whether a model was there to choose an audience.
WITH known AS (
  SELECT earlier.segment_id, earlier.name, 0 AS night
  FROM {{segments_before}} AS earlier
  UNION ALL
  SELECT tonight.segment_id, tonight.name, 1 AS night
  FROM {{segments}} AS tonight
),
named AS (
  SELECT segment_id, coalesce(max(CASE WHEN night = 1 THEN name END), max(name)) AS name
  FROM known
  GROUP BY segment_id
)
SELECT
  named.segment_id,
  named.name,
  CASE WHEN models_before.segment_id IS NULL THEN 0 ELSE 1 END AS had_model,
  CASE WHEN models.segment_id IS NULL THEN 0 ELSE 1 END AS has_model,
  coalesce(models.artifact, '') AS artifact,
  coalesce(models.artifact_sha256, '') AS artifact_sha256
FROM named
LEFT JOIN {{models_before}} AS models_before ON models_before.segment_id = named.segment_id
LEFT JOIN {{models}} AS models ON models.segment_id = named.segment_id
ORDER BY named.segment_id
