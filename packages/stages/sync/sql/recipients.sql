-- Who is to be in the segment: all DSP ids of each delivered audience's users. Whoever opted out has none that is kept.
SELECT
  plan.segment_id,
  plan.dsp,
  plan.dsp_segment_id,
  dsp_ids.dsp_user_id,
  audiences.user_id,
  audiences.score,
  audiences.rank,
  plan.expires_on
FROM {{audiences}} AS audiences
JOIN {{delivery_plan}} AS plan ON plan.segment_id = audiences.segment_id AND plan.action = 'deliver'
JOIN {{dsp_ids}} AS dsp_ids
  ON dsp_ids.dsp = plan.dsp
  AND dsp_ids.user_id = audiences.user_id
  AND dsp_ids.status = 'kept'
LEFT JOIN {{locked_out}} AS locked_out
  ON locked_out.segment_id = audiences.segment_id AND locked_out.user_id = audiences.user_id
WHERE locked_out.user_id IS NULL
