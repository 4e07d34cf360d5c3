-- User histories in both windows. Decayed events are summed in 65,536ths, as whole numbers, so that the order of addition
-- cannot show in the result.
WITH numbered AS (
  SELECT dictionary.token_key, tokens.token_no
  FROM {{tokens}} AS tokens
  JOIN {{dictionary}} AS dictionary ON dictionary.token = tokens.token
),
windowed AS (
  SELECT 'train' AS in_window, user_key, token_key, event_date, events, days_between(event_date, CAST(:train_to AS DATE)) - 1 AS age
  FROM {{user_days}}
  WHERE event_date >= CAST(:train_from AS DATE) AND event_date < CAST(:train_to AS DATE)
  UNION ALL
  SELECT 'score' AS in_window, user_key, token_key, event_date, events, days_between(event_date, CAST(:score_to AS DATE)) - 1 AS age
  FROM {{user_days}}
  WHERE event_date >= CAST(:score_from AS DATE) AND event_date < CAST(:score_to AS DATE)
)
SELECT
  windowed.in_window AS window,
  windowed.user_key,
  numbered.token_no,
  CAST(sum(windowed.events) AS INTEGER) AS events,
  CAST(
    sum(CAST(round(windowed.events * power(CAST(2 AS DOUBLE), -windowed.age / CAST(:half_life_days AS DOUBLE)) * 65536) AS BIGINT)) AS DOUBLE
  ) / 65536 AS decayed_events,
  max(windowed.event_date) AS last_day
FROM windowed
JOIN numbered ON numbered.token_key = windowed.token_key
GROUP BY windowed.in_window, windowed.user_key, numbered.token_no
