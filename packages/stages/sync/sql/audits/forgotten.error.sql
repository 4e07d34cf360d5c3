-- Whomever the DSP held is still known, as held or as removed, by this segment or by another of the same name at the DSP.
SELECT last_night.segment_id
FROM {{delivered_before}} AS last_night
LEFT JOIN (
  SELECT DISTINCT delivered.dsp, delivered.dsp_segment_id, delivered.dsp_user_id
  FROM {{delivered}} AS delivered
) AS known
  ON known.dsp = last_night.dsp
  AND known.dsp_segment_id = last_night.dsp_segment_id
  AND known.dsp_user_id = last_night.dsp_user_id
WHERE last_night.change <> 'removed'
  AND last_night.expires_on > CAST(:run_date AS DATE)
  AND known.dsp_user_id IS NULL
