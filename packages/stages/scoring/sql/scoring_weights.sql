-- The weights of each pass side by side. A model names a token that begins with @ with one more; activity has numbers below 0.
WITH named AS (
  SELECT
    tokens.token_no,
    tokens.token,
    CASE WHEN tokens.token LIKE '@%' THEN concat('@', tokens.token) ELSE tokens.token END AS name
  FROM {{tokens}} AS tokens
  UNION ALL
  SELECT buckets.token_no, NULL AS token, buckets.token AS name
  FROM {{activity_buckets}} AS buckets
)
SELECT
  segments.pass,
  named.token_no,
  sum(CASE WHEN segments.place = 's00' THEN weights.weight ELSE 0 END) AS s00,
  sum(CASE WHEN segments.place = 's01' THEN weights.weight ELSE 0 END) AS s01,
  sum(CASE WHEN segments.place = 's02' THEN weights.weight ELSE 0 END) AS s02,
  sum(CASE WHEN segments.place = 's03' THEN weights.weight ELSE 0 END) AS s03,
  sum(CASE WHEN segments.place = 's04' THEN weights.weight ELSE 0 END) AS s04,
  sum(CASE WHEN segments.place = 's05' THEN weights.weight ELSE 0 END) AS s05,
  sum(CASE WHEN segments.place = 's06' THEN weights.weight ELSE 0 END) AS s06,
  sum(CASE WHEN segments.place = 's07' THEN weights.weight ELSE 0 END) AS s07,
  sum(CASE WHEN segments.place = 's08' THEN weights.weight ELSE 0 END) AS s08,
  sum(CASE WHEN segments.place = 's09' THEN weights.weight ELSE 0 END) AS s09,
  sum(CASE WHEN segments.place = 's10' THEN weights.weight ELSE 0 END) AS s10,
  sum(CASE WHEN segments.place = 's11' THEN weights.weight ELSE 0 END) AS s11,
  sum(CASE WHEN segments.place = 's12' THEN weights.weight ELSE 0 END) AS s12,
  sum(CASE WHEN segments.place = 's13' THEN weights.weight ELSE 0 END) AS s13,
  sum(CASE WHEN segments.place = 's14' THEN weights.weight ELSE 0 END) AS s14,
  sum(CASE WHEN segments.place = 's15' THEN weights.weight ELSE 0 END) AS s15
FROM {{model_weights}} AS weights
JOIN {{scoring_segments}} AS segments ON segments.segment_id = weights.segment_id
JOIN named ON named.name = weights.token
LEFT JOIN {{scoring_bans}} AS bans ON bans.segment_id = weights.segment_id AND bans.token = named.token
WHERE bans.token IS NULL
GROUP BY segments.pass, named.token_no
