-- Every source user id with the user of its latest mapping before the run date; ties go to the greater user id.
WITH seen AS (
  SELECT source, source_user_id, user_id, max(event_time) AS last_seen
  FROM {{mapping}}
  GROUP BY source, source_user_id, user_id
),
ranked AS (
  SELECT
    source,
    source_user_id,
    user_id,
    row_number() OVER (PARTITION BY source, source_user_id ORDER BY last_seen DESC, user_id DESC) AS newest,
    count(*) OVER (PARTITION BY source, source_user_id) AS users_of_id
  FROM seen
),
resolved AS (
  SELECT source, source_user_id, user_id, users_of_id > :max_users_per_id AS is_hub
  FROM ranked
  WHERE newest = 1
),
crowded AS (
  SELECT user_id
  FROM resolved
  WHERE NOT is_hub
  GROUP BY user_id
  HAVING count(*) > :max_ids_per_user
)
SELECT
  resolved.source,
  resolved.source_user_id,
  hash60(resolved.user_id) AS user_key,
  resolved.user_id,
  CASE WHEN resolved.is_hub THEN 'hub' WHEN crowded.user_id IS NOT NULL THEN 'crowded' ELSE 'kept' END AS status
FROM resolved
LEFT JOIN crowded ON crowded.user_id = resolved.user_id
