-- Since when nobody had changed shares, last night, and an object that says how its folds were cut.
SELECT shares_since, artifact, artifact_sha256
FROM {{last_kept_weights}}
ORDER BY segment_id
LIMIT 1
