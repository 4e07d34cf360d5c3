-- Who said on this day that they want out. A third of them from ten days later on, which no night before that knows.
SELECT
  user_id,
  make_timestamp(CAST(($day + CASE WHEN draw(k, 'notice') < 0.33 THEN 10 ELSE 0 END) * 86400000000
    + CAST(floor(draw(k, 'opts out at') * 86400000000) AS BIGINT) AS BIGINT)) AS since
FROM people
WHERE draw(k, 'opts out') < $opt_out_share
  AND greatest(arrives, $first_day + CASE WHEN draw(k, 'early') < 0.5 THEN 0
    ELSE CAST(floor(draw(k, 'opt-out day') * 60) AS BIGINT) END) = $day
ORDER BY user_id
