-- Every segment of the night, what its DSP calls it, and what becomes of its audience.
WITH reachable AS (
  SELECT DISTINCT dsp_ids.dsp, dsp_ids.user_id
  FROM {{dsp_ids}} AS dsp_ids
  WHERE dsp_ids.status = 'kept'
),
gone AS (
  SELECT DISTINCT opt_outs.user_id
  FROM {{opt_outs}} AS opt_outs
)
SELECT
  segments.segment_id,
  segments.dsp,
  segments.dsp_segment_id,
  segments.ttl_days,
  count(audiences.user_id) AS audience_users,
  count(CASE WHEN audiences.user_id IS NOT NULL AND reachable.user_id IS NULL THEN 1 END) AS without_dsp_id,
  count(CASE WHEN reachable.user_id IS NOT NULL AND gone.user_id IS NOT NULL THEN 1 END) AS opted_out
FROM {{segments}} AS segments
LEFT JOIN {{audiences}} AS audiences ON audiences.segment_id = segments.segment_id
LEFT JOIN reachable ON reachable.dsp = segments.dsp AND reachable.user_id = audiences.user_id
LEFT JOIN gone ON gone.user_id = audiences.user_id
GROUP BY segments.segment_id, segments.dsp, segments.dsp_segment_id, segments.ttl_days
ORDER BY segments.segment_id
