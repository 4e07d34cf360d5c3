-- The night's tokens: numbered by falling number of training users, without the rare and the ubiquitous ones.
SELECT
  CAST(row_number() OVER (ORDER BY token_users.users DESC, dictionary.token) - 1 AS INTEGER) AS token_no,
  dictionary.token,
  token_users.users
FROM {{token_users}} AS token_users
JOIN {{dictionary}} AS dictionary ON dictionary.token_key = token_users.token_key
WHERE token_users.users >= :min_token_users AND token_users.users <= :max_token_share * token_users.of_users
