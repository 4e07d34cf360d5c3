-- What each source brought each day of the window, without duplicates and bots.
SELECT source, event_date, CAST(events - duplicate_events - bot_events AS DOUBLE) AS events
FROM {{daily_events}}
ORDER BY source, event_date
