-- Token texts as numbers, so that the joins that follow are on integers.
SELECT CAST(row_number() OVER (ORDER BY token) AS INTEGER) AS token_key, token
FROM (SELECT DISTINCT token FROM {{token_days}}) AS seen
