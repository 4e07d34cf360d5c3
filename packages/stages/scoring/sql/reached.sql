-- What each audience came to.
SELECT segment_id, count(*) AS users, min(score) AS lowest_score
FROM {{ranked_users}}
GROUP BY segment_id
ORDER BY segment_id
