-- One day's volume by source. Two rows with the same source, id, time, tokens and pixel are one event; an id with more
-- events than :max_events is a bot for the day.
WITH arrived AS (
  SELECT source, user_id, event_time, pixel_id, array_sort(array_distinct(tokens)) AS tokens, count(*) AS copies
  FROM {{events}}
  WHERE region = :region
  GROUP BY source, user_id, event_time, pixel_id, array_sort(array_distinct(tokens))
),
by_user AS (
  SELECT source, user_id, sum(copies) AS arrived_rows, count(*) AS events
  FROM arrived
  GROUP BY source, user_id
)
SELECT
  source,
  CAST(sum(arrived_rows) AS BIGINT) AS events,
  CAST(sum(arrived_rows - events) AS BIGINT) AS duplicate_events,
  CAST(count(*) AS BIGINT) AS source_users,
  CAST(sum(CASE WHEN events > :max_events THEN 1 ELSE 0 END) AS BIGINT) AS bots,
  CAST(sum(CASE WHEN events > :max_events THEN events ELSE 0 END) AS BIGINT) AS bot_events
FROM by_user
GROUP BY source
