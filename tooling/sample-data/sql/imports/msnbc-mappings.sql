-- The data set knows users, not ids: the first party's id is the user's own; the DSP's is made up.
SELECT 'amer' AS region, TIMESTAMP '1999-09-01 00:00:00' AS event_time, 'af' AS source,
  CAST(n AS VARCHAR) AS source_user_id, CAST(n AS VARCHAR) AS user_id
FROM sequences
UNION ALL
SELECT 'amer', TIMESTAMP '1999-09-01 00:00:00', 'an', CAST(mix(hash('an'), n) AS VARCHAR), CAST(n AS VARCHAR)
FROM sequences
