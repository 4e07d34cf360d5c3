-- Where last night's weights lie.
SELECT segment_id, artifact, artifact_sha256
FROM {{last_kept_weights}}
ORDER BY segment_id
