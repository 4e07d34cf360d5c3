-- Source ids become users: every user's tokens by day, of some of the days.
SELECT
  identities.user_key,
  dictionary.token_key,
  token_days.event_date,
  CAST(sum(token_days.events) AS INTEGER) AS events
FROM {{token_days}} AS token_days
JOIN {{identities}} AS identities
  ON identities.source = token_days.source
  AND identities.source_user_id = token_days.source_user_id
  AND identities.status = 'kept'
JOIN {{dictionary}} AS dictionary ON dictionary.token = token_days.token
WHERE token_days.event_date >= CAST(:from AS DATE) AND token_days.event_date < CAST(:to AS DATE)
GROUP BY identities.user_key, dictionary.token_key, token_days.event_date
