-- Whom somebody else's files name, each once, as if an earlier attempt at tonight had sent them: the DSP may hold them.
SELECT
  targets.segment_id,
  targets.dsp,
  targets.dsp_segment_id,
  lines.dsp_user_id,
  '' AS user_id,
  'added' AS change,
  CAST(:run_date AS DATE) AS sent_on,
  targets.expires_on,
  CAST(0 AS DOUBLE) AS score,
  CAST(0 AS INTEGER) AS rank
FROM (
  SELECT DISTINCT every.segment, every.dsp_user_id
  FROM {{adopted_lines}} AS every
) AS lines
JOIN {{adopted_segments}} AS targets ON targets.segment = lines.segment
