-- An invoice is known to be its customer's from its time on; the DSP's id is made up, known from the first invoice on.
WITH known AS (
  SELECT region, min(event_time) AS event_time, invoice, customer
  FROM lines WHERE customer IS NOT NULL AND set_aside IS NULL GROUP BY ALL
)
SELECT region, event_time, 'af' AS source, invoice AS source_user_id, customer AS user_id FROM known
UNION ALL
SELECT region, min(event_time), 'an', CAST(mix(hash('an'), customer) AS VARCHAR), customer FROM known GROUP BY ALL
