-- Everybody known to have fired for a segment since the training window opened, and when first.
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
GROUP BY pixels.segment_id, identities.user_key
