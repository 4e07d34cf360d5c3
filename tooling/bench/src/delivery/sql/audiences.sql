-- One segment that everybody is in: users as they are known by a hash, in no order of their ids at the DSP.
SELECT
  '1001' AS segment_id,
  numbers.n AS user_key,
  'p' || substr(md5(CAST(numbers.n AS VARCHAR)), 1, 16) AS user_id,
  CAST(-numbers.n AS DOUBLE) / 1000000 AS score,
  CAST(numbers.n + 1 AS INTEGER) AS rank
FROM range(CAST(:users AS BIGINT)) AS numbers (n)
