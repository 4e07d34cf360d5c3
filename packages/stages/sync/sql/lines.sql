-- What the files of one segment hold, in the order of the DSP ids: numbers as numbers, shorter texts before longer ones.
SELECT
  delivered.dsp_user_id,
  delivered.score,
  delivered.rank,
  CASE WHEN delivered.change = 'removed' THEN 1 ELSE 0 END AS leaves
FROM {{delivered}} AS delivered
WHERE delivered.segment_id = :segment_id
  AND delivered.dsp = :dsp
  AND delivered.dsp_segment_id = :dsp_segment_id
  AND (delivered.change IN ('added', 'refreshed') OR (:with_removed AND delivered.change = 'removed'))
ORDER BY length(delivered.dsp_user_id), delivered.dsp_user_id
