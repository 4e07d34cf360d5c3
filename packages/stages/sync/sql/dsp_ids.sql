-- The DSP ids of the audiences' users and of those who opted out: every id goes to the user of its latest mapping before the
-- run date; ties go to the greater user id. Ids of many users, ids that cannot be written, users of many ids and users who
-- opted out are kept apart, and counted.
WITH opted_out AS (
  SELECT DISTINCT opt_outs.user_id
  FROM {{opt_outs}} AS opt_outs
),
seen AS (
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
  SELECT
    dsp,
    dsp_user_id,
    user_id,
    CASE
      WHEN users_of_id > :max_users_per_id THEN 'hub'
      WHEN dsp_user_id = '' OR translate(dsp_user_id, :id_characters, '') <> '' THEN 'unfit'
      WHEN :ids_are_numbers AND (
        dsp_user_id LIKE '0%'
        OR length(dsp_user_id) > 20
        OR (length(dsp_user_id) = 20 AND dsp_user_id > '18446744073709551615')
      ) THEN 'unfit'
      WHEN length(dsp_user_id) > 200 THEN 'unfit'
      ELSE 'kept'
    END AS status
  FROM ranked
  WHERE newest = 1
),
crowded AS (
  SELECT dsp, user_id
  FROM resolved
  WHERE status = 'kept'
  GROUP BY dsp, user_id
  HAVING count(*) > :max_ids_per_user
)
SELECT
  resolved.dsp,
  resolved.dsp_user_id,
  resolved.user_id,
  CASE
    WHEN resolved.status <> 'kept' THEN resolved.status
    WHEN crowded.user_id IS NOT NULL THEN 'crowded'
    WHEN opted_out.user_id IS NOT NULL THEN 'opted_out'
    ELSE 'kept'
  END AS status
FROM resolved
LEFT JOIN crowded ON crowded.dsp = resolved.dsp AND crowded.user_id = resolved.user_id
LEFT JOIN opted_out ON opted_out.user_id = resolved.user_id
WHERE opted_out.user_id IS NOT NULL
  OR resolved.user_id IN (SELECT audiences.user_id FROM {{audiences}} AS audiences)
