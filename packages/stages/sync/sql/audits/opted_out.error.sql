-- The DSP holds nobody who opted out, neither by the user an id was sent for nor by the one it maps to now.
SELECT delivered.segment_id
FROM {{delivered}} AS delivered
JOIN {{opt_outs}} AS opt_outs ON opt_outs.user_id = delivered.user_id
WHERE delivered.change <> 'removed'
UNION ALL
SELECT delivered.segment_id
FROM {{delivered}} AS delivered
JOIN {{dsp_ids}} AS dsp_ids
  ON dsp_ids.dsp = delivered.dsp
  AND dsp_ids.dsp_user_id = delivered.dsp_user_id
  AND dsp_ids.status = 'opted_out'
WHERE delivered.change <> 'removed'
