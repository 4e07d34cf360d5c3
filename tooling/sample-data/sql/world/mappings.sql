-- The mappings seen on one day in one region; the first day's file holds the 30 days before it as well.
WITH seen AS (
  -- An id is mapped on the day its person arrives ...
  SELECT source, source_user_id, user_id, k, arrives AS day FROM ids
  WHERE region = $region AND mapped AND arrives = $day AND NOT handed_on
  UNION ALL
  -- ... is seen again now and then ...
  SELECT source, source_user_id, user_id, k, $day FROM ids
  WHERE region = $region AND mapped AND arrives < $day AND NOT handed_on AND coalesce(moves > $day, true)
    AND draw(mix(k, $day), 'again') < 0.005
  UNION ALL
  -- ... and a few devices belonged to somebody else before they were handed on.
  SELECT source, source_user_id, id_of('p', mix(k, 'former owner')), k, arrives FROM ids
  WHERE region = $region AND handed_on AND arrives = $day
  UNION ALL
  SELECT source, source_user_id, user_id, mix(k, 'handed'), $day FROM ids
  WHERE region = $region AND handed_on
    AND arrives + 1 + CAST(floor(draw(k, 'handing day') * 20) AS BIGINT) = $day
  UNION ALL
  -- An id of the DSP becomes somebody else's, as when two people share a browser.
  SELECT i.source, i.source_user_id, p.user_id, mix(i.k, 'moved'), $day
  FROM (
    SELECT *, CAST(floor(draw(k, 'moves to') * (SELECT count(*) FROM people WHERE region = $region)) AS BIGINT) AS new_owner
    FROM ids WHERE region = $region AND moves = $day
  ) AS i
  JOIN (SELECT user_id, row_number() OVER (ORDER BY n) - 1 AS place FROM people WHERE region = $region) AS p
    ON p.place = i.new_owner
  UNION ALL
  SELECT source, special_id(source, k), id_of('p', hash(region || kind || CASE WHEN kind = 'bot' THEN no ELSE 0 END)),
    k, $day
  FROM specials WHERE region = $region AND kind <> 'shared' AND $day = $first_day
  UNION ALL
  SELECT s.source, special_id(s.source, s.k), p.user_id, p.k, $day
  FROM specials AS s JOIN people AS p ON p.region = s.region AND p.n BETWEEN 100 AND 159
  WHERE s.region = $region AND s.kind = 'shared' AND $day = $first_day
)
SELECT
  make_timestamp(CAST(day * 86400000000
    - CASE WHEN day = $first_day THEN CAST(floor(draw(k, 'days before') * 30) AS BIGINT) * 86400000000 ELSE 0 END
    + CAST(floor(draw(mix(k, day), 'mapped at') * 86400000000) AS BIGINT) AS BIGINT)) AS event_time,
  source, source_user_id, user_id
FROM seen
ORDER BY event_time, source, source_user_id, user_id
