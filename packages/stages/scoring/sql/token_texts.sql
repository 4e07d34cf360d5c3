-- The texts of the token numbers.
SELECT token_no, token
FROM {{tokens}}
ORDER BY token_no
