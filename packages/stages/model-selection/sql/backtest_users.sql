-- Of last night's scored users everybody who fired since, and of all a sample by hash: whether a user is drawn does not
-- depend on a fire, so that the drawn ones stand for all who did not fire.
WITH fired AS (
  SELECT DISTINCT user_key
  FROM {{first_fires}}
  WHERE first_fired_at >= CAST(:since AS TIMESTAMP)
),
scored AS (
  SELECT
    users.user_key,
    hash60(concat('backtest:', CAST(users.user_key AS VARCHAR(20)))) % 1000000 < :drawn_below AS drawn,
    fired.user_key IS NOT NULL AS fired
  FROM {{last_users}} AS users
  LEFT JOIN fired ON fired.user_key = users.user_key
  WHERE users.window = 'score'
)
SELECT user_key, drawn
FROM scored
WHERE drawn OR fired
