-- The rows of the matrix: the train share first, then validation, then test.
SELECT histories.user_key, histories.token_no
FROM {{user_tokens}} AS histories
JOIN {{examples}} AS examples ON examples.user_key = histories.user_key
WHERE histories.window = 'train'
ORDER BY examples.share, histories.user_key, histories.token_no
