-- The lines of the same id and segment on both sides, and in how many of them each column differs; the first such line of the
-- legacy's. A column that is not compared is empty on both sides. Of one part of the ids.
SELECT
  count(*) AS compared,
  count(CASE WHEN legacy.dsp_segment_id <> ours.dsp_segment_id THEN 1 END) AS dsp_segment_id,
  count(CASE WHEN legacy.segment_id <> ours.segment_id THEN 1 END) AS segment_id,
  count(CASE WHEN legacy.score <> ours.score THEN 1 END) AS score,
  count(CASE WHEN legacy.rank <> ours.rank THEN 1 END) AS rank,
  count(CASE WHEN legacy.timestamp <> ours.timestamp THEN 1 END) AS timestamp,
  count(CASE WHEN legacy.value <> ours.value THEN 1 END) AS value,
  count(CASE WHEN legacy.expiration_minutes <> ours.expiration_minutes THEN 1 END) AS expiration_minutes
FROM {{legacy_lines}} AS legacy
JOIN {{our_lines}} AS ours ON ours.segment = legacy.segment AND ours.id = legacy.id
WHERE hash(legacy.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT) AND hash(ours.id) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT)
