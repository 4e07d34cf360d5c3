-- Every id with the person it maps to. An id that does not map (`mapped` false) has events and no mapping.
CREATE TEMP TABLE ids AS
WITH numbered AS (
  SELECT p.*, 'af' AS source, unnest(range(p.devices)) AS no FROM people AS p
  UNION ALL
  SELECT p.*, 'st', 0 FROM people AS p WHERE p.has_st
  UNION ALL
  SELECT p.*, 'tt', 0 FROM people AS p WHERE p.has_tt
  UNION ALL
  SELECT p.*, 'an', unnest(range(CASE WHEN draw(p.k, 'an') < 0.75 THEN 1 WHEN draw(p.k, 'an') < 0.8 THEN 2 ELSE 0 END))
  FROM people AS p
)
SELECT region, source, user_id, arrives, mix(k, source || no) AS k, person_id(source, k, no) AS source_user_id,
  source IN ('af', 'an') OR draw(mix(k, source || no), 'maps') < 0.85 AS mapped,
  source = 'af' AND draw(mix(k, source || no), 'handed on') < 0.005 AS handed_on,
  -- The day from which on an id of the DSP is somebody else's; the others never are.
  CASE WHEN source = 'an' AND draw(mix(k, source || no), 'moves') < $moved_id_share
    THEN arrives + 1 + CAST(floor(draw(mix(k, source || no), 'moving day') * 60) AS BIGINT) END AS moves
FROM numbered
