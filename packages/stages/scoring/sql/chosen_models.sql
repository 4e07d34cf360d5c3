-- Tonight's models, numbered as in fired_users, with the size of the audience asked for; 0 asks for the default.
SELECT
  CAST(row_number() OVER (ORDER BY models.segment_id) - 1 AS INTEGER) AS segment_no,
  models.segment_id,
  models.artifact,
  models.artifact_sha256,
  CAST(coalesce(segments.audience_size, 0) AS DOUBLE) AS audience_size
FROM {{models}} AS models
LEFT JOIN {{segments}} AS segments ON segments.segment_id = models.segment_id
ORDER BY segment_no
