-- How many users can be scored for each segment.
SELECT models.segment_id, everybody.users - count(left_out.user_key) AS scored
FROM {{models}} AS models
CROSS JOIN (
  SELECT count(*) AS users
  FROM {{users}} AS users
  WHERE users.window = 'score' AND users.tokens >= :option_min_tokens
) AS everybody
LEFT JOIN {{left_out}} AS left_out ON left_out.segment_id = models.segment_id
GROUP BY models.segment_id, everybody.users
ORDER BY models.segment_id
