-- The texts of last night's token numbers.
SELECT token_no, token
FROM {{last_tokens}}
ORDER BY token_no
