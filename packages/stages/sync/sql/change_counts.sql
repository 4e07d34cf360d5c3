-- What tonight does with each segment, in ids; and how many users the DSP holds in it afterwards.
SELECT
  delivered.segment_id,
  delivered.dsp,
  delivered.dsp_segment_id,
  count(CASE WHEN delivered.change = 'added' THEN 1 END) AS added,
  count(CASE WHEN delivered.change = 'refreshed' THEN 1 END) AS refreshed,
  count(CASE WHEN delivered.change = 'kept' THEN 1 END) AS kept,
  count(CASE WHEN delivered.change = 'removed' THEN 1 END) AS removed
FROM {{delivered}} AS delivered
GROUP BY delivered.segment_id, delivered.dsp, delivered.dsp_segment_id
ORDER BY delivered.segment_id, delivered.dsp, delivered.dsp_segment_id
