-- The events of the last day before the run date, of each source and, without one, of all; and the median of the last four
-- same weekdays of the windows. Duplicates and bots do not count; a day without any
-- event is missing, and no baseline.
WITH volumes AS (
  SELECT
    event_days.source,
    event_days.event_date,
    event_days.events - event_days.duplicate_events - event_days.bot_events AS events,
    days_between(event_days.event_date, CAST(:last_day AS DATE)) AS age
  FROM {{event_days}} AS event_days
),
weekdays AS (
  SELECT same.event_date
  FROM (
    SELECT days.event_date, row_number() OVER (ORDER BY days.event_date DESC) AS place
    FROM (SELECT DISTINCT event_date FROM volumes WHERE age > 0 AND age % 7 = 0 AND events > 0) AS days
  ) AS same
  WHERE same.place <= 4
),
sources AS (
  SELECT DISTINCT source FROM volumes
),
source_days AS (
  SELECT sources.source, weekdays.event_date, coalesce(volumes.events, 0) AS events
  FROM sources
  CROSS JOIN weekdays
  LEFT JOIN volumes ON volumes.source = sources.source AND volumes.event_date = weekdays.event_date
),
last_day AS (
  SELECT sources.source, coalesce(volumes.events, 0) AS events
  FROM sources
  LEFT JOIN volumes ON volumes.source = sources.source AND volumes.age = 0
),
usual AS (
  SELECT source, median(events) AS usual, count(*) AS days
  FROM source_days
  GROUP BY source
),
usual_total AS (
  SELECT median(day_totals.events) AS usual, count(*) AS days
  FROM (SELECT event_date, sum(events) AS events FROM source_days GROUP BY event_date) AS day_totals
)
SELECT
  last_day.source,
  CAST(last_day.events AS BIGINT) AS events,
  CAST(usual.usual AS DOUBLE) AS usual,
  CAST(usual.days AS INT) AS days
FROM last_day
JOIN usual ON usual.source = last_day.source
UNION ALL
SELECT
  CAST(NULL AS STRING) AS source,
  CAST(totals.events AS BIGINT) AS events,
  CAST(usual_total.usual AS DOUBLE) AS usual,
  CAST(usual_total.days AS INT) AS days
FROM (SELECT coalesce(sum(events), 0) AS events FROM last_day) AS totals
CROSS JOIN usual_total
WHERE usual_total.days > 0
ORDER BY source NULLS FIRST
