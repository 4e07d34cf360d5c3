-- How many users have a history in each window.
SELECT
  count(DISTINCT CASE WHEN histories.window = 'train' THEN histories.user_key END) AS train_users,
  count(DISTINCT CASE WHEN histories.window = 'score' THEN histories.user_key END) AS score_users
FROM {{user_tokens}} AS histories
