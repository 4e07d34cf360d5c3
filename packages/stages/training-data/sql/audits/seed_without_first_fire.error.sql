-- Every seed is known to have fired.
SELECT seeds.segment_id, seeds.user_key
FROM {{seeds}} AS seeds
LEFT JOIN {{first_fires}} AS first_fires
  ON first_fires.segment_id = seeds.segment_id
  AND first_fires.user_key = seeds.user_key
  AND first_fires.first_fired_at <= seeds.first_fired_at
WHERE first_fires.user_key IS NULL
