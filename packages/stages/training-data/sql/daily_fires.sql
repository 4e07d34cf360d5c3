-- One day's fires by source user: bots left out. A bot is counted over its distinct events, as in daily_tokens.
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
)
SELECT arrived.source, arrived.user_id AS source_user_id, arrived.pixel_id, min(arrived.event_time) AS first_fired_at
FROM arrived
JOIN kept ON kept.source = arrived.source AND kept.user_id = arrived.user_id
WHERE arrived.pixel_id IS NOT NULL
GROUP BY arrived.source, arrived.user_id, arrived.pixel_id
