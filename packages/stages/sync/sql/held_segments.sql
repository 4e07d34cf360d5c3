-- What the DSP holds of each segment: by the last night that was delivered, and by an earlier attempt at tonight.
SELECT held.segment_id, held.dsp, held.dsp_segment_id, count(*) AS ids
FROM (
  SELECT last_night.segment_id, last_night.dsp, last_night.dsp_segment_id
  FROM {{delivered_before}} AS last_night
  WHERE last_night.change <> 'removed' AND last_night.expires_on > CAST(:run_date AS DATE)
  UNION ALL
  SELECT earlier.segment_id, earlier.dsp, earlier.dsp_segment_id
  FROM {{delivered_again}} AS earlier
) AS held
GROUP BY held.segment_id, held.dsp, held.dsp_segment_id
ORDER BY held.segment_id, held.dsp, held.dsp_segment_id
