-- Who is known to have fired for a segment: its seeds, and who fired before them.
WITH numbered AS (
  SELECT segment_id, CAST(row_number() OVER (ORDER BY segment_id) - 1 AS INTEGER) AS segment_no
  FROM {{models}}
),
fired AS (
  SELECT segment_id, user_key
  FROM {{seeds}}
  UNION
  SELECT segment_id, user_key
  FROM {{first_fires}}
)
SELECT numbered.segment_no, fired.user_key
FROM fired
JOIN numbered ON numbered.segment_id = fired.segment_id
ORDER BY fired.user_key, numbered.segment_no
