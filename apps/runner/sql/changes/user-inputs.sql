-- Whether a user opted out before the run date, and how many ids the mapping has of him for the segment's DSP.
SELECT
  (SELECT count(*) FROM {{opt_outs}} AS opt_outs WHERE opt_outs.user_id = :user_id) AS opt_outs,
  (
    SELECT count(DISTINCT mapping.source_user_id)
    FROM {{mapping}} AS mapping
    WHERE mapping.user_id = :user_id
      AND mapping.source IN (SELECT segments.dsp FROM {{segments}} AS segments WHERE segments.segment_id = :segment_id)
  ) AS dsp_ids
