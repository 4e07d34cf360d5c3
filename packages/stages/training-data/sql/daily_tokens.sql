-- One day's tokens by source user: duplicates collapsed, bots left out.
WITH arrived AS (
  SELECT DISTINCT source, user_id, event_time, pixel_id, array_sort(array_distinct(tokens)) AS tokens
  FROM {{events}}
  WHERE region = :region
),
kept AS (
  SELECT source, user_id
  FROM arrived
  GROUP BY source, user_id
  HAVING count(*) <= :max_events
),
carried AS (
  SELECT arrived.source, arrived.user_id, explode(arrived.tokens) AS token
  FROM arrived
  JOIN kept ON kept.source = arrived.source AND kept.user_id = arrived.user_id
)
SELECT source, user_id AS source_user_id, token, CAST(count(*) AS INTEGER) AS events
FROM carried
WHERE token <> ''
GROUP BY source, user_id, token
