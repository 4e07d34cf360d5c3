-- The DSP ids of the audiences' users: every id goes to the user of its latest mapping before the run date; ties go to the
-- greater user id. Ids of many users and users of many ids are kept apart, and counted.
WITH seen AS (
  SELECT mapping.source AS dsp, mapping.source_user_id AS dsp_user_id, mapping.user_id, max(mapping.event_time) AS last_seen
  FROM {{mapping}} AS mapping
  WHERE mapping.source IN (SELECT segments.dsp FROM {{segments}} AS segments)
    AND mapping.source_user_id IS NOT NULL
    AND mapping.user_id IS NOT NULL
  GROUP BY mapping.source, mapping.source_user_id, mapping.user_id
),
ranked AS (
  SELECT
    dsp,
    dsp_user_id,
    user_id,
    row_number() OVER (PARTITION BY dsp, dsp_user_id ORDER BY last_seen DESC, user_id DESC) AS newest,
    count(*) OVER (PARTITION BY dsp, dsp_user_id) AS users_of_id
  FROM seen
),
resolved AS (
  SELECT dsp, dsp_user_id, user_id, users_of_id > :max_users_per_id AS is_hub
  FROM ranked
  WHERE newest = 1
),
crowded AS (
  SELECT dsp, user_id
  FROM resolved
  WHERE NOT is_hub
  GROUP BY dsp, user_id
  HAVING count(*) > :max_ids_per_user
)
SELECT
  resolved.dsp,
  resolved.dsp_user_id,
  resolved.user_id,
  CASE WHEN resolved.is_hub THEN 'hub' WHEN crowded.user_id IS NOT NULL THEN 'crowded' ELSE 'kept' END AS status
FROM resolved
LEFT JOIN crowded ON crowded.dsp = resolved.dsp AND crowded.user_id = resolved.user_id
WHERE resolved.user_id IN (SELECT audiences.user_id FROM {{audiences}} AS audiences)
