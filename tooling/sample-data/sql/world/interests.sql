SELECT s.segment_id, p.user_id
FROM people AS p JOIN segments AS s ON s.region = p.region AND s.topic IN (p.first_topic, p.second_topic)
WHERE s.kind <> 'small'
ORDER BY s.segment_id, p.user_id
