-- The first line that is not as it should be, and what is wrong with it.
WITH checked AS (
  SELECT line, CASE
    WHEN line = 3 AND NOT regexp_full_match(text, '[a-z-]+( +[a-z-]+)*') THEN 'no category names'
    WHEN line = 6 AND text <> '% Sequences:' THEN 'no "% Sequences:"'
    WHEN line >= 8 AND NOT regexp_full_match(text, '[0-9]{1,2}( +[0-9]{1,2})*') THEN 'no sequence of category numbers'
  END AS problem FROM lines
), short AS (
  SELECT count(*) AS line, 'the file ends before the first sequence' AS problem FROM lines HAVING count(*) < 8
)
FROM checked WHERE problem IS NOT NULL UNION ALL FROM short ORDER BY line LIMIT 1
