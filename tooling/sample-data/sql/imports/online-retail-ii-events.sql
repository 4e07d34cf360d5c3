-- A purchase is an event whose id is the invoice; of a pixel's product it is a fire as well.
WITH bought AS (FROM lines WHERE set_aside IS NULL)
SELECT event_time, region, 'af' AS source, invoice AS user_id, CAST(NULL AS VARCHAR) AS pixel_id, [token] AS tokens, file
FROM bought
UNION ALL
SELECT event_time, region, 'af', invoice, token, CAST([] AS VARCHAR[]), file
FROM bought WHERE list_contains(from_json($products, '["VARCHAR"]'), token)
ORDER BY event_time
