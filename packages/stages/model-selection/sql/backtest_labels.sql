-- Who fired since last night for the first time, and who is known to have fired before and is left out.
WITH numbered AS (
  SELECT segment_id, CAST(row_number() OVER (ORDER BY segment_id) - 1 AS INTEGER) AS segment_no
  FROM {{last_models}}
),
known AS (
  SELECT segment_id, user_key, CASE WHEN first_fired_at >= CAST(:since AS TIMESTAMP) THEN 1 ELSE 0 END AS hit
  FROM {{first_fires}}
  UNION ALL
  SELECT segment_id, user_key, 0 AS hit
  FROM {{last_first_fires}}
)
SELECT numbered.segment_no, ranked.user_key, min(known.hit) = 1 AS positive, ranked.drawn
FROM known
JOIN numbered ON numbered.segment_id = known.segment_id
JOIN {{backtest_users}} AS ranked ON ranked.user_key = known.user_key
GROUP BY numbered.segment_no, ranked.user_key, ranked.drawn
ORDER BY ranked.user_key, numbered.segment_no
