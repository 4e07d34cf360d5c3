-- The days of the windows and how many events each brought.
SELECT event_days.event_date, CAST(sum(event_days.events) AS BIGINT) AS events
FROM {{event_days}} AS event_days
GROUP BY event_days.event_date
ORDER BY event_days.event_date
