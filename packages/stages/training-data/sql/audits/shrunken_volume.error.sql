-- A last day with far fewer events than the same weekdays before it, by more than chance explains: some of them have not arrived,
-- and a night on them would publish nonsense. The median of the last four same weekdays that have any event.
WITH totals AS (
  SELECT
    event_days.event_date,
    days_between(event_days.event_date, CAST(:run_date AS DATE)) - 1 AS age,
    sum(event_days.events - event_days.duplicate_events - event_days.bot_events) AS events
  FROM {{event_days}} AS event_days
  GROUP BY event_days.event_date
),
weekdays AS (
  SELECT totals.events, row_number() OVER (ORDER BY totals.event_date DESC) AS place
  FROM totals
  WHERE totals.age > 0 AND totals.age % 7 = 0 AND totals.events > 0
),
usual AS (
  SELECT CAST(median(weekdays.events) AS DOUBLE) AS usual
  FROM weekdays
  WHERE weekdays.place <= 4
)
SELECT totals.event_date, totals.events, usual.usual
FROM totals
CROSS JOIN usual
WHERE totals.age = 0
  AND totals.events < usual.usual * :option_volume_hold
  AND usual.usual - totals.events > 3 * sqrt(usual.usual)
