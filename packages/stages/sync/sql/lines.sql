-- What the files of one segment hold, in the order of the DSP ids: numbers as numbers, shorter texts before longer ones.
SELECT recipients.dsp_user_id, recipients.score, recipients.rank
FROM {{recipients}} AS recipients
WHERE recipients.segment_id = :segment_id
ORDER BY length(recipients.dsp_user_id), recipients.dsp_user_id
