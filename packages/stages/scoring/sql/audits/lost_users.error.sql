-- A ranked user that is not in the audience, for want of a user id.
SELECT ranked.segment_id, ranked.rank
FROM {{ranked_users}} AS ranked
LEFT JOIN {{audiences}} AS audiences
  ON audiences.segment_id = ranked.segment_id AND audiences.user_key = ranked.user_key
WHERE audiences.user_key IS NULL
