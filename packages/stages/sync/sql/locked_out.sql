-- Whom the reach lock keeps out. Of an audience's users with an id that counts, as many stay as there are over `leave`: first
-- those ranked within `enter` of that number, then those the DSP holds and who are ranked within `leave`, then the best of the
-- others.
WITH reachable AS (
  SELECT
    audiences.segment_id,
    audiences.user_id,
    row_number() OVER (PARTITION BY audiences.segment_id ORDER BY audiences.rank) AS place,
    CASE WHEN held.user_id IS NULL THEN 0 ELSE 1 END AS is_held,
    floor(count(*) OVER (PARTITION BY audiences.segment_id) / CAST(:lock_leave AS DOUBLE) + CAST(0.000000001 AS DOUBLE)) AS reach
  FROM {{audiences}} AS audiences
  JOIN {{delivery_plan}} AS plan ON plan.segment_id = audiences.segment_id AND plan.action = 'deliver'
  JOIN (
    SELECT DISTINCT dsp_ids.dsp, dsp_ids.user_id
    FROM {{dsp_ids}} AS dsp_ids
    WHERE dsp_ids.status = 'kept'
  ) AS known ON known.dsp = plan.dsp AND known.user_id = audiences.user_id
  LEFT JOIN (
    SELECT DISTINCT last_night.segment_id, last_night.dsp, last_night.dsp_segment_id, last_night.user_id
    FROM {{delivered_before}} AS last_night
    WHERE last_night.change <> 'removed' AND last_night.expires_on > CAST(:run_date AS DATE)
  ) AS held
    ON held.segment_id = plan.segment_id
    AND held.dsp = plan.dsp
    AND held.dsp_segment_id = plan.dsp_segment_id
    AND held.user_id = audiences.user_id
),
ordered AS (
  SELECT
    segment_id,
    user_id,
    reach,
    row_number() OVER (
      PARTITION BY segment_id
      ORDER BY
        CASE
          WHEN place <= CAST(:lock_enter AS DOUBLE) * reach THEN 0
          WHEN is_held = 1 AND place <= CAST(:lock_leave AS DOUBLE) * reach THEN 1
          ELSE 2
        END,
        place
    ) AS turn
  FROM reachable
)
SELECT segment_id, user_id
FROM ordered
WHERE turn > reach
