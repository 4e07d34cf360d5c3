-- The users whose pixel fired for a segment in the label window.
WITH fired AS (
  SELECT
    pixels.segment_id,
    identities.user_key,
    min(identities.user_id) AS user_id,
    min(fire_days.first_fired_at) AS first_fired_at
  FROM {{fire_days}} AS fire_days
  JOIN {{pixels}} AS pixels ON pixels.pixel_id = fire_days.pixel_id
  JOIN {{identities}} AS identities
    ON identities.source = fire_days.source
    AND identities.source_user_id = fire_days.source_user_id
    AND identities.status = 'kept'
  WHERE fire_days.event_date >= CAST(:label_from AS DATE)
  GROUP BY pixels.segment_id, identities.user_key
)
SELECT
  segment_id,
  user_key,
  user_id,
  first_fired_at,
  CASE
    WHEN hash60(concat('split:', :split_salt, user_id)) % 1000000 < :test_below THEN 'test'
    WHEN hash60(concat('split:', :split_salt, user_id)) % 1000000 < :validation_below THEN 'validation'
    ELSE 'train'
  END AS split
FROM fired
