-- The data set has no times. Learners (d…) visit 36 to 31 days before the run date: in the training window of both
-- nights and before the score window of either; they fire within the six days before it. The others (t…) visit in
-- those six days, so that no training window sees them, and fire on the run date.
WITH timed AS (
  SELECT user_id, token, starts_with(user_id, 'd') AS learns, hash(user_id || ' ' || token) AS k FROM visits
), rows AS (
  SELECT user_id, k, [token] AS tokens, CAST(NULL AS VARCHAR) AS pixel_id,
    CASE WHEN learns THEN -36 ELSE -6 END + CAST(floor(draw(k, 'visit day') * 6) AS INTEGER) AS day
  FROM timed
  UNION ALL
  SELECT user_id, mix(k, 'fire'), CAST([] AS VARCHAR[]), token,
    CASE WHEN learns THEN -6 + CAST(floor(draw(k, 'fire day') * 6) AS INTEGER) ELSE 0 END
  FROM timed WHERE list_contains(from_json($pixels, '["VARCHAR"]'), token)
)
SELECT
  CAST(CAST($run_date AS DATE) + day AS TIMESTAMP) + to_seconds(CAST(floor(draw(k, 'at') * 86400) AS BIGINT)) AS event_time,
  'amer' AS region, 'af' AS source, user_id, pixel_id, tokens, 'visits' AS file
FROM rows
ORDER BY event_time, user_id
