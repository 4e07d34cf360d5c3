-- Who is no plain negative of a ready segment: its seeds, and who is known to have fired for it before the label window.
WITH ready AS (
  SELECT segment_id, CAST(row_number() OVER (ORDER BY segment_id) - 1 AS INTEGER) AS segment_no
  FROM {{training_sets}}
  WHERE status = 'ready'
),
known AS (
  SELECT segment_id, user_key, 1 AS seed
  FROM {{seeds}}
  UNION ALL
  SELECT segment_id, user_key, 0 AS seed
  FROM {{first_fires}}
)
SELECT ready.segment_no, examples.user_key, max(known.seed) = 1 AS positive, examples.drawn
FROM known
JOIN ready ON ready.segment_id = known.segment_id
JOIN {{examples}} AS examples ON examples.user_key = known.user_key
GROUP BY ready.segment_no, examples.share, examples.user_key, examples.drawn
ORDER BY examples.share, examples.user_key, ready.segment_no
