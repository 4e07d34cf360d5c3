-- Two users whose ids share their first 60 bits of md5 would be taken for one.
SELECT user_key
FROM {{identities}}
GROUP BY user_key
HAVING count(DISTINCT user_id) > 1
