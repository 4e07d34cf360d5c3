-- How the weights of each segment agree: tokens on either side, and Spearman's rho over those on both, ties sharing their rank. Of one
-- part of the segments.
WITH pairs AS (
  SELECT legacy.segment, legacy.token, legacy.weight AS legacy_weight, ours.weight AS our_weight
  FROM {{legacy_weights}} AS legacy
  JOIN {{our_weights}} AS ours ON ours.segment = legacy.segment AND ours.token = legacy.token
  WHERE hash(legacy.segment) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT) AND hash(ours.segment) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT)
),
ranked AS (
  SELECT
    segment,
    rank() OVER (PARTITION BY segment ORDER BY legacy_weight)
      + (count(*) OVER (PARTITION BY segment, legacy_weight) - 1) / CAST(2 AS DOUBLE) AS legacy_rank,
    rank() OVER (PARTITION BY segment ORDER BY our_weight)
      + (count(*) OVER (PARTITION BY segment, our_weight) - 1) / CAST(2 AS DOUBLE) AS our_rank
  FROM pairs
),
agreement AS (
  SELECT
    segment,
    count(*) AS tokens,
    CASE
      WHEN count(*) < 2 OR stddev_pop(legacy_rank) = 0 OR stddev_pop(our_rank) = 0 THEN NULL
      -- The last digits depend on the order in which threads sum.
      ELSE round(corr(legacy_rank, our_rank), 9)
    END AS rank_correlation
  FROM ranked
  GROUP BY segment
),
counted AS (
  SELECT segment, sum(legacy) AS legacy, sum(ours) AS ours
  FROM (
    SELECT weights.segment, count(*) AS legacy, 0 AS ours FROM {{legacy_weights}} AS weights WHERE hash(weights.segment) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT) GROUP BY weights.segment
    UNION ALL
    SELECT weights.segment, 0 AS legacy, count(*) AS ours FROM {{our_weights}} AS weights WHERE hash(weights.segment) % CAST(:parts AS UBIGINT) = CAST(:part AS UBIGINT) GROUP BY weights.segment
  ) AS sides
  GROUP BY segment
)
SELECT
  counted.segment,
  CAST(counted.legacy AS BIGINT) AS legacy,
  CAST(counted.ours AS BIGINT) AS ours,
  coalesce(agreement.tokens, 0) AS both_sides,
  agreement.rank_correlation
FROM counted
LEFT JOIN agreement ON agreement.segment = counted.segment
ORDER BY counted.segment
