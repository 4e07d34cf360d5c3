-- Each measurement against its baseline: held where it is further away than it may be and chance explains, told where it is
-- nearly so. Nothing is held without a baseline.
WITH limits AS (
  SELECT
    measured.segment_id,
    measured.rail,
    measured.value,
    measured.baseline,
    measured.nights,
    greatest(measured.chance, measured.scale * CAST(CASE measured.rail
      WHEN 'reach' THEN :option_reach_hold
      WHEN 'auc' THEN :option_auc_hold
      WHEN 'score' THEN :option_score_hold
      ELSE :option_tokens_hold
    END AS DOUBLE)) AS hold_at,
    greatest(measured.chance, measured.scale * CAST(CASE measured.rail
      WHEN 'reach' THEN :option_reach_warn
      WHEN 'auc' THEN :option_auc_warn
      WHEN 'score' THEN :option_score_warn
      ELSE :option_tokens_warn
    END AS DOUBLE)) AS warn_at,
    -- What is better than before is no reason to hold.
    CASE WHEN measured.rail IN ('reach', 'score') THEN abs(measured.value - measured.baseline)
      ELSE measured.baseline - measured.value END AS away
  FROM {{rail_values}} AS measured
)
SELECT
  limits.segment_id,
  limits.rail,
  limits.value,
  limits.baseline,
  limits.baseline - limits.hold_at AS lowest,
  CASE WHEN limits.rail IN ('reach', 'score') THEN limits.baseline + limits.hold_at END AS highest,
  limits.nights,
  CASE
    WHEN limits.away > limits.hold_at AND decisions.decision = 'release' THEN 'released'
    WHEN limits.away > limits.hold_at THEN 'hold'
    WHEN limits.away > limits.warn_at THEN 'warn'
    ELSE 'pass'
  END AS verdict
FROM limits
LEFT JOIN {{decisions}} AS decisions ON decisions.segment_id = limits.segment_id
UNION ALL
SELECT
  segments.segment_id,
  'hand' AS rail,
  CAST(NULL AS DOUBLE) AS value,
  CAST(NULL AS DOUBLE) AS baseline,
  CAST(NULL AS DOUBLE) AS lowest,
  CAST(NULL AS DOUBLE) AS highest,
  0 AS nights,
  'hold' AS verdict
FROM {{segments}} AS segments
JOIN {{decisions}} AS decisions ON decisions.segment_id = segments.segment_id AND decisions.decision = 'hold'
