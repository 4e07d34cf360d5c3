WITH pixels AS (
  SELECT unnest(from_json($pixels, '["VARCHAR"]')) AS name
), viewed AS (
  SELECT n, unnest(views) AS no, unnest([NULL] || views[:-2]) AS previous_no, generate_subscripts(views, 1) AS i
  FROM sequences
), named AS (
  SELECT v.n, v.i, name.name, previous.name AS previous
  FROM viewed AS v
  JOIN names AS name ON name.no = v.no
  LEFT JOIN names AS previous ON previous.no = v.previous_no
)
SELECT
  TIMESTAMP '1999-09-28 00:00:00' + to_seconds(i - 1) AS event_time,
  'amer' AS region, 'af' AS source, CAST(n AS VARCHAR) AS user_id, CAST(NULL AS VARCHAR) AS pixel_id,
  CASE WHEN previous <> name AND name NOT IN (FROM pixels) AND previous NOT IN (FROM pixels)
       THEN [name, previous || '>' || name] ELSE [name] END AS tokens,
  'views-' || CAST(n // 200000 AS VARCHAR) AS file
FROM named
UNION ALL
SELECT DISTINCT
  TIMESTAMP '1999-09-30 00:00:00' + to_seconds(CAST(floor(draw(hash(n), name) * 86400) AS BIGINT)),
  'amer', 'af', CAST(n AS VARCHAR), name, CAST([] AS VARCHAR[]), 'fires'
FROM named WHERE name IN (FROM pixels)
