-- Nobody who opted out is delivered, by any of their ids.
SELECT recipients.segment_id
FROM {{recipients}} AS recipients
JOIN {{segments}} AS segments ON segments.segment_id = recipients.segment_id
JOIN {{dsp_ids}} AS dsp_ids ON dsp_ids.dsp = segments.dsp AND dsp_ids.dsp_user_id = recipients.dsp_user_id
JOIN {{opt_outs}} AS opt_outs ON opt_outs.user_id = dsp_ids.user_id
