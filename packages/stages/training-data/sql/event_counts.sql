-- What the windows' days brought.
SELECT
  CAST(coalesce(sum(events), 0) AS BIGINT) AS events,
  CAST(coalesce(sum(duplicate_events), 0) AS BIGINT) AS duplicate_events,
  CAST(coalesce(sum(bots), 0) AS BIGINT) AS bots,
  CAST(coalesce(sum(bot_events), 0) AS BIGINT) AS bot_events
FROM {{event_days}}
