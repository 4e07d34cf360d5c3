-- Twenty segments, each with half of the users, as they are known by a hash: in no order of their ids at the DSP.
SELECT
  CAST(1001 + segments.n AS VARCHAR) AS segment_id,
  users.n AS user_key,
  'p' || substr(md5(CAST(users.n AS VARCHAR)), 1, 16) AS user_id,
  CAST(-users.n AS DOUBLE) / 1000000 AS score,
  CAST(users.n + 1 AS INTEGER) AS rank
FROM range(CAST(:users AS BIGINT)) AS users (n)
JOIN range(20) AS segments (n) ON (users.n + segments.n) % 20 < 10
