-- Ids that a pipeline must cope with: bots, an id that many people share, a person with hundreds of ids.
CREATE TEMP TABLE specials AS
WITH places AS (SELECT unnest(['amer', 'emeaApac']) AS region)
SELECT region, 'bot' AS kind, no, mix(mix(CAST($seed AS BIGINT), region || ' bot'), no) AS k, 'af' AS source
FROM places, range(2) AS t (no)
UNION ALL
SELECT region, 'shared', 0, mix(CAST($seed AS BIGINT), region || ' shared'), 'af' FROM places
UNION ALL
SELECT region, 'collector', no, mix(mix(CAST($seed AS BIGINT), region || ' collector'), no), 'st'
FROM places, range(300) AS t (no)
