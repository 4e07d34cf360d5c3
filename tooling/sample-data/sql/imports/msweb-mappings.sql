-- The data set knows users, not ids: the first party's id is the user's own; the DSP's is made up.
WITH people AS (SELECT DISTINCT user_id FROM visits)
SELECT 'amer' AS region, TIMESTAMP '1998-01-01 00:00:00' AS event_time, 'af' AS source, user_id AS source_user_id, user_id
FROM people
UNION ALL
SELECT 'amer', TIMESTAMP '1998-01-01 00:00:00', 'an', CAST(mix(hash('an'), user_id) AS VARCHAR), user_id
FROM people
