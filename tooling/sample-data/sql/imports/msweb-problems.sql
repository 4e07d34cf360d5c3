-- The first record that is not as it should be, and what is wrong with it.
WITH checked AS (
  SELECT record, CASE
    WHEN kind IS NULL OR kind NOT IN ('I', 'T', 'N', 'A', 'C', 'V') THEN 'a record of an unknown kind'
    WHEN kind = 'A' AND (d IS NULL OR NOT starts_with(d, '/')) THEN 'an area without a path'
    WHEN kind = 'V' AND user_no IS NULL THEN 'a visit before any user'
    WHEN kind = 'V' AND a NOT IN (SELECT a FROM records WHERE kind = 'A') THEN 'a visit to an area that is not listed'
  END AS problem FROM records
), empty AS (
  SELECT CAST(0 AS BIGINT) AS record, 'no visit in the whole file' AS problem
  WHERE NOT EXISTS (FROM records WHERE kind = 'V')
)
FROM checked WHERE problem IS NOT NULL UNION ALL FROM empty ORDER BY record LIMIT 1
