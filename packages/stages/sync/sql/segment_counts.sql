-- Every segment of the night, what its DSP calls it, and what becomes of its audience.
WITH known AS (
  SELECT
    dsp_ids.dsp,
    dsp_ids.user_id,
    max(CASE WHEN dsp_ids.status IN ('kept', 'opted_out') THEN 1 ELSE 0 END) AS has_id,
    max(CASE WHEN dsp_ids.status = 'opted_out' THEN 1 ELSE 0 END) AS opted_out,
    count(CASE WHEN dsp_ids.status = 'unfit' THEN 1 END) AS refused_ids
  FROM {{dsp_ids}} AS dsp_ids
  GROUP BY dsp_ids.dsp, dsp_ids.user_id
),
held AS (
  SELECT DISTINCT rails.segment_id
  FROM {{guard_rails}} AS rails
  WHERE rails.verdict = 'hold'
)
SELECT
  segments.segment_id,
  segments.dsp,
  segments.dsp_segment_id,
  segments.ttl_days,
  count(audiences.user_id) AS audience_users,
  count(CASE WHEN audiences.user_id IS NOT NULL AND coalesce(known.has_id, 0) = 0 THEN 1 END) AS without_dsp_id,
  count(CASE WHEN known.opted_out = 1 THEN 1 END) AS opted_out,
  CAST(coalesce(sum(known.refused_ids), 0) AS BIGINT) AS refused_ids,
  max(CASE WHEN held.segment_id IS NULL THEN 0 ELSE 1 END) AS held
FROM {{segments}} AS segments
LEFT JOIN {{audiences}} AS audiences ON audiences.segment_id = segments.segment_id
LEFT JOIN held ON held.segment_id = segments.segment_id
LEFT JOIN known ON known.dsp = segments.dsp AND known.user_id = audiences.user_id
GROUP BY segments.segment_id, segments.dsp, segments.dsp_segment_id, segments.ttl_days
ORDER BY segments.segment_id
