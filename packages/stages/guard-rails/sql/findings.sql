-- What a person should know of: everything that does not pass.
SELECT
  rails.segment_id,
  rails.rail,
  rails.value,
  rails.baseline,
  rails.lowest,
  rails.highest,
  rails.nights,
  rails.verdict
FROM {{guard_rails}} AS rails
WHERE rails.verdict <> 'pass'
ORDER BY rails.segment_id, rails.rail
