-- Who is delivered: all DSP ids of each audience's users. Whoever opted out before the run date leaves last.
SELECT audiences.segment_id, dsp_ids.dsp_user_id, audiences.score, audiences.rank
FROM {{audiences}} AS audiences
JOIN {{segments}} AS segments ON segments.segment_id = audiences.segment_id
JOIN {{dsp_ids}} AS dsp_ids
  ON dsp_ids.dsp = segments.dsp
  AND dsp_ids.user_id = audiences.user_id
  AND dsp_ids.status = 'kept'
LEFT JOIN (SELECT DISTINCT opt_outs.user_id FROM {{opt_outs}} AS opt_outs) AS gone ON gone.user_id = audiences.user_id
WHERE gone.user_id IS NULL
