-- Who is not scored for a segment: known to have fired for it, or with too few tokens that count.
WITH enough AS (
  SELECT users.user_key, users.tokens
  FROM {{users}} AS users
  WHERE users.window = 'score' AND users.tokens >= :option_min_tokens
),
banned AS (
  SELECT bans.segment_id, tokens.token_no
  FROM {{tokens}} AS tokens
  JOIN {{scoring_bans}} AS bans ON bans.token = tokens.token
  WHERE bans.segment_id IS NOT NULL
),
few AS (
  SELECT banned.segment_id, enough.user_key
  FROM {{user_tokens}} AS histories
  JOIN banned ON banned.token_no = histories.token_no
  JOIN enough ON enough.user_key = histories.user_key
  WHERE histories.window = 'score'
  GROUP BY banned.segment_id, enough.user_key, enough.tokens
  HAVING enough.tokens - count(*) < :option_min_tokens
),
fired AS (
  SELECT segment_id, user_key
  FROM {{seeds}}
  UNION
  SELECT segment_id, user_key
  FROM {{first_fires}}
)
SELECT segment_id, user_key
FROM few
UNION
SELECT models.segment_id, enough.user_key
FROM fired
JOIN {{models}} AS models ON models.segment_id = fired.segment_id
JOIN enough ON enough.user_key = fired.user_key
WHERE CAST(:option_exclude_seeds AS BOOLEAN)
