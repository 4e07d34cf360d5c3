-- Who lives in the world: a person has one or two hidden topics, a share of days on which they are seen, and ids.
CREATE TEMP TABLE people AS
WITH keyed AS (
  SELECT n, mix(CAST($seed AS BIGINT), n) AS k FROM range($users) AS numbers (n)
), traits AS (
  SELECT
    n, k,
    CASE WHEN draw(k, 'region') < 0.6 THEN 'amer' ELSE 'emeaApac' END AS region,
    id_of('p', mix(k, 'person')) AS user_id,
    topic_drawn(draw(k, 'first topic')) AS first_topic,
    CASE WHEN draw(k, 'has second topic') < 0.6 THEN topic_drawn(draw(k, 'second topic')) END AS second_topic,
    -- The day on which the person is first seen: nine in ten before the world's first day, the others bit by bit.
    $first_day + CASE WHEN draw(k, 'arrives') < 0.9 THEN 0
                      ELSE CAST(floor(draw(k, 'arrival') * 60) AS BIGINT) END AS arrives,
    (0.1 + 0.8 * pow(draw(k, 'activity'), 1.5)) * least(1.0, $events_per_user_day / 0.84) AS activity,
    -ln(1 - draw(k, 'appetite'))
      * ($events_per_user_day / (0.42 * least(1.0, $events_per_user_day / 0.84)) - 1) AS appetite,
    CASE WHEN draw(k, 'devices') < 0.7 THEN 1 WHEN draw(k, 'devices') < 0.92 THEN 2 ELSE 3 END AS devices,
    draw(k, 'has st') < 0.7 AS has_st,
    draw(k, 'has tt') < 0.5 AS has_tt
  FROM keyed
)
SELECT
  t.*,
  -- The leaking segment's buyers carry its pixel as a token long before they fire.
  CASE WHEN draw(t.k, 'buyer') < 0.5 THEN s.pixels[1] END AS own_token
FROM traits AS t
LEFT JOIN segments AS s ON s.kind = 'leaking' AND s.region = t.region AND s.topic = t.first_topic
ORDER BY t.n
