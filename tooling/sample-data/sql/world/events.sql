-- The events of one day by the people numbered from first_n to below last_n, and by the special ids if asked for.
-- lag: how many days late it arrives; copies: how often it is in its file; resent: whether another file has it too.
CREATE TEMP MACRO events_of(day, first_n, last_n, with_specials) AS TABLE
WITH active AS (
  SELECT *, mix(k, day) AS today FROM people
  WHERE n >= first_n AND n < last_n AND arrives <= day AND draw(mix(k, day), 'active') < activity
), visits AS (
  SELECT *, unnest(range(
      1 + least(400, CAST(floor(-ln(1 - draw(today, 'visits')) * appetite + draw(today, 'rounding')) AS BIGINT))
    )) AS i
  FROM active
), seen AS (
  SELECT region, k, mix(today, i) AS key, first_topic, second_topic, own_token, devices,
    CASE WHEN has_st AND draw(mix(today, i), 'source') < 0.18 THEN 'st'
         WHEN has_tt AND draw(mix(today, i), 'source') > 0.88 THEN 'tt' ELSE 'af' END AS source
  FROM visits
), special_visits AS (
  SELECT *, unnest(range(CASE
      WHEN kind = 'bot' AND day % 3 = no THEN 2500
      WHEN kind = 'shared' THEN 50
      WHEN kind = 'collector' AND draw(mix(k, day), 'active') < 0.2 THEN 1 ELSE 0 END)) AS i
  FROM specials WHERE with_specials
), pages AS (
  SELECT region, source, person_id(source, k, CASE WHEN source = 'af' THEN CAST(floor(pow(draw(key, 'device'), 2) * devices) AS BIGINT) ELSE 0 END)
      AS user_id, key, first_topic, second_topic, own_token, false AS bot
  FROM seen
  UNION ALL
  SELECT region, source, special_id(source, k), mix(mix(k, day), i), NULL, NULL, NULL, kind = 'bot'
  FROM special_visits
), themed AS (
  SELECT *, CASE
    WHEN first_topic IS NOT NULL AND draw(key, 'theme') < 0.3 THEN first_topic
    WHEN second_topic IS NOT NULL AND draw(key, 'theme') BETWEEN 0.3 AND 0.45 THEN second_topic
    ELSE topic_drawn(pow(draw(key, 'other theme'), 1.3)) END AS topic
  FROM pages
), told AS (
  SELECT region, source, user_id, key, bot, CAST(NULL AS VARCHAR) AS pixel_id,
    ['site:' || topic || '-' || (zipf(draw(key, 'site'), 300) + CASE WHEN region = 'amer' THEN 0 ELSE 40 END) || '.example']
    || CASE WHEN draw(key, 'cat') < 0.4 THEN ['cat:' || topic || '/' || zipf(draw(key, 'sub'), 8)] ELSE [] END
    || CASE WHEN draw(key, 'kw') < 0.4 THEN ['kw:' || topic || '-' || zipf(draw(key, 'word'), 2000)] ELSE [] END
    || CASE WHEN draw(key, 'any') < 0.5 THEN ['kw:' || zipf(draw(key, 'any word'), 30000)] ELSE [] END
    || CASE WHEN draw(key, 'front') < 0.7 THEN ['cat:front-page'] ELSE [] END
    || CASE WHEN own_token IS NOT NULL AND draw(key, 'own') < 0.3 THEN [own_token] ELSE [] END AS tokens
  FROM themed
), fires AS (
  SELECT a.region, 'af' AS source, person_id('af', a.k, 0) AS user_id, mix(a.today, s.segment_id) AS key, false AS bot,
    s.pixels[1 + CAST(floor(draw(mix(a.today, s.segment_id), 'pixel') * len(s.pixels)) AS BIGINT)] AS pixel_id,
    CASE WHEN s.kind = 'leaking' THEN [s.pixels[1]]
         WHEN draw(mix(a.today, s.segment_id), 'with token') < 0.5 THEN ['site:' || s.topic || '-0.example']
         ELSE CAST([] AS VARCHAR[]) END AS tokens
  FROM active AS a JOIN segments AS s ON s.region = a.region
  WHERE draw(mix(a.today, s.segment_id), 'fires') < CASE
    WHEN s.kind = 'small' THEN CASE WHEN a.n < 12 THEN 0.15 ELSE 0 END
    WHEN s.kind = 'leaking' AND a.own_token IS NOT NULL THEN 0.14
    WHEN s.kind <> 'leaking' AND a.first_topic = s.topic THEN 0.06
    WHEN s.kind <> 'leaking' AND a.second_topic = s.topic THEN 0.03
    ELSE 0.001 END
  UNION ALL
  SELECT region, source, special_id(source, k), mix(mix(k, day), i), true,
    (SELECT min(pixels[1]) FROM segments AS s WHERE s.region = v.region), CAST([] AS VARCHAR[])
  FROM special_visits AS v WHERE kind = 'bot' AND i < 5
)
SELECT
  make_timestamp(CAST(day * 86400000000 + CAST(floor(draw(key, 'at') * 86400000000) AS BIGINT) AS BIGINT)) AS event_time,
  region, source, user_id, pixel_id, tokens, bot,
  CASE WHEN draw(key, 'late') < 0.0025 THEN 1 WHEN draw(key, 'late') < 0.005 THEN 2 ELSE 0 END AS lag,
  CASE WHEN draw(key, 'twice') < 0.01 THEN 2 ELSE 1 END AS copies,
  draw(key, 'twice') > 0.995 AS resent
FROM (FROM told UNION ALL FROM fires)
