-- What each guard rail measures tonight, and the median of the same over the baseline nights. An audience with nobody in it is
-- not measured: there is nothing to deliver.
-- The standard error of an AUC: Hanley and McNeil, Radiology 143 (1982), 29-36; it holds for some hits, not for a handful. A reach varies
-- by chance as a count does, and a share of twenty tokens as a share does. Chance is 3 standard errors; of two AUCs both vary.
WITH reached AS (
  SELECT audiences.segment_id, count(*) AS users
  FROM {{audiences}} AS audiences
  GROUP BY audiences.segment_id
),
scored AS (
  SELECT
    audiences.segment_id,
    max(CASE WHEN audiences.rank = ceil(CAST(reached.users AS DOUBLE) / 2) THEN audiences.score END) AS middle,
    max(CASE WHEN audiences.rank = ceil(CAST(reached.users AS DOUBLE) / 10) THEN audiences.score END)
      - min(audiences.score) AS spread
  FROM {{audiences}} AS audiences
  JOIN reached ON reached.segment_id = audiences.segment_id
  GROUP BY audiences.segment_id
  HAVING count(*) >= 100
),
ranked AS (
  SELECT
    evaluations.segment_id,
    evaluations.auc,
    CAST(evaluations.hits AS DOUBLE) AS hits,
    CAST(evaluations.users - evaluations.hits AS DOUBLE) AS misses
  FROM {{evaluations}} AS evaluations
  JOIN reached ON reached.segment_id = evaluations.segment_id
  WHERE evaluations.evaluated_on = 'validation' AND evaluations.auc IS NOT NULL AND evaluations.hits >= 10
),
last_nights AS (
  SELECT nights.segment_id, max(nights.run_date) AS night
  FROM (
    SELECT before.segment_id, before.run_date
    FROM {{rails_before}} AS before
    GROUP BY before.segment_id, before.run_date
    HAVING max(CASE WHEN before.verdict = 'hold' AND before.rail <> 'hand' THEN 1 ELSE 0 END) = 0
  ) AS nights
  GROUP BY nights.segment_id
),
kept_tokens AS (
  SELECT
    before.segment_id,
    count(*) AS tokens,
    count(tonight.token) AS kept
  FROM {{tokens_before}} AS before
  JOIN last_nights ON last_nights.segment_id = before.segment_id AND last_nights.night = before.run_date
  JOIN reached ON reached.segment_id = before.segment_id
  LEFT JOIN {{top_tokens}} AS tonight ON tonight.segment_id = before.segment_id AND tonight.token = before.token
  GROUP BY before.segment_id
),
medians AS (
  SELECT before.segment_id, before.rail, median(before.value) AS baseline, count(*) AS nights
  FROM {{rails_before}} AS before
  JOIN {{baseline_nights}} AS nights ON nights.segment_id = before.segment_id AND nights.night = before.run_date
  WHERE before.value IS NOT NULL
  GROUP BY before.segment_id, before.rail
),
measured AS (
  SELECT segment_id, 'reach' AS rail, CAST(users AS DOUBLE) AS value, CAST(0 AS DOUBLE) AS scale, CAST(0 AS DOUBLE) AS chance
  FROM reached
  UNION ALL
  SELECT
    segment_id,
    'auc' AS rail,
    auc AS value,
    CAST(1 AS DOUBLE) AS scale,
    3 * sqrt(2) * sqrt(greatest(
      auc * (1 - auc) + (hits - 1) * (auc / (2 - auc) - auc * auc) + (misses - 1) * (2 * auc * auc / (1 + auc) - auc * auc),
      0
    ) / greatest(hits * misses, 1)) AS chance
  FROM ranked
  UNION ALL
  SELECT segment_id, 'score' AS rail, middle AS value, spread AS scale, CAST(0 AS DOUBLE) AS chance
  FROM scored
  WHERE spread > 0
  UNION ALL
  -- A handful of tokens says nothing.
  SELECT
    segment_id,
    'tokens' AS rail,
    CAST(kept AS DOUBLE) / tokens AS value,
    CAST(1 AS DOUBLE) AS scale,
    CAST(0 AS DOUBLE) AS chance
  FROM kept_tokens
  WHERE tokens >= 10
)
SELECT
  measured.segment_id,
  measured.rail,
  measured.value,
  medians.baseline,
  CASE WHEN measured.rail = 'reach' THEN coalesce(medians.baseline, 0) ELSE measured.scale END AS scale,
  CASE
    WHEN measured.rail = 'reach' THEN 3 * sqrt(coalesce(medians.baseline, 0))
    WHEN measured.rail = 'tokens' THEN 3 * sqrt(greatest(medians.baseline * (1 - medians.baseline), 0) / 20)
    ELSE measured.chance
  END AS chance,
  CAST(coalesce(medians.nights, 0) AS INT) AS nights
FROM measured
LEFT JOIN medians ON medians.segment_id = measured.segment_id AND medians.rail = measured.rail
