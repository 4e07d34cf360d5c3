-- The chosen users with their ids.
SELECT ranked.segment_id, ranked.user_key, users.user_id, ranked.score, ranked.rank
FROM {{ranked_users}} AS ranked
JOIN {{users}} AS users ON users.user_key = ranked.user_key
WHERE users.window = 'score'
ORDER BY ranked.segment_id, ranked.rank
