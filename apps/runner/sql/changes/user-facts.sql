-- What a night knows of a user, as far as a segment is concerned: counts, and his place in the audience if he has one.
SELECT
  (SELECT count(*) FROM {{users}} AS users WHERE users.user_id = :user_id) AS windows,
  (
    SELECT count(*)
    FROM {{first_fires}} AS fires
    WHERE fires.segment_id = :segment_id AND fires.user_id = :user_id
  ) + (
    SELECT count(*)
    FROM {{seeds}} AS seeds
    WHERE seeds.segment_id = :segment_id AND seeds.user_id = :user_id
  ) AS fires,
  (SELECT count(*) FROM {{first_fires}} AS fires WHERE fires.user_id = :user_id) AS other_fires,
  (
    SELECT max(audiences.rank)
    FROM {{audiences}} AS audiences
    WHERE audiences.segment_id = :segment_id AND audiences.user_id = :user_id
  ) AS rank,
  (
    SELECT max(audiences.score)
    FROM {{audiences}} AS audiences
    WHERE audiences.segment_id = :segment_id AND audiences.user_id = :user_id
  ) AS score,
  (
    SELECT count(*)
    FROM {{delivered}} AS delivered
    WHERE delivered.segment_id = :segment_id AND delivered.user_id = :user_id AND delivered.change <> 'removed'
  ) AS held,
  (
    SELECT count(*)
    FROM {{guard_rails}} AS rails
    WHERE rails.segment_id = :segment_id AND rails.verdict = 'hold'
  ) AS rails
