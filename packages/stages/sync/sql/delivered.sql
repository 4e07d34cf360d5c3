-- What the DSP holds after tonight, and what it is told to remove.
--
-- It held what the last delivered night left and has not expired since. Where tonight was delivered once already, nobody knows
-- which of the two sets the DSP has: who is in both is surely held, who is in either may be. Whoever is not surely held is
-- sent, whoever may be held and is not wanted is removed: so both come to the same.
WITH surely AS (
  SELECT last_night.*
  FROM {{delivered_before}} AS last_night
  LEFT JOIN {{delivered_again}} AS earlier
    ON earlier.segment_id = last_night.segment_id
    AND earlier.dsp = last_night.dsp
    AND earlier.dsp_segment_id = last_night.dsp_segment_id
    AND earlier.dsp_user_id = last_night.dsp_user_id
    AND earlier.change = 'removed'
  WHERE last_night.change <> 'removed' AND last_night.expires_on > CAST(:run_date AS DATE) AND earlier.dsp_user_id IS NULL
),
maybe AS (
  SELECT surely.*, 'held' AS told
  FROM surely
  UNION ALL
  SELECT earlier.*, CASE WHEN earlier.change = 'removed' THEN 'removed' ELSE 'held' END AS told
  FROM {{delivered_again}} AS earlier
  LEFT JOIN surely
    ON surely.segment_id = earlier.segment_id
    AND surely.dsp = earlier.dsp
    AND surely.dsp_segment_id = earlier.dsp_segment_id
    AND surely.dsp_user_id = earlier.dsp_user_id
  WHERE surely.dsp_user_id IS NULL
),
unwanted AS (
  SELECT
    maybe.*,
    CASE
      WHEN plan.action = 'leave' AND maybe.told = 'held' AND gone.user_id IS NULL AND gone_id.dsp_user_id IS NULL THEN 'kept'
      ELSE 'removed'
    END AS becomes
  FROM maybe
  JOIN {{delivery_plan}} AS plan
    ON plan.segment_id = maybe.segment_id
    AND plan.dsp = maybe.dsp
    AND plan.dsp_segment_id = maybe.dsp_segment_id
  LEFT JOIN (SELECT DISTINCT opt_outs.user_id FROM {{opt_outs}} AS opt_outs) AS gone ON gone.user_id = maybe.user_id
  LEFT JOIN {{dsp_ids}} AS gone_id
    ON gone_id.dsp = maybe.dsp AND gone_id.dsp_user_id = maybe.dsp_user_id AND gone_id.status = 'opted_out'
  -- By any segment that has the same name at the DSP: there they are one.
  LEFT JOIN (
    SELECT DISTINCT recipients.dsp, recipients.dsp_segment_id, recipients.dsp_user_id
    FROM {{recipients}} AS recipients
  ) AS wanted
    ON wanted.dsp = maybe.dsp
    AND wanted.dsp_segment_id = maybe.dsp_segment_id
    AND wanted.dsp_user_id = maybe.dsp_user_id
  WHERE wanted.dsp_user_id IS NULL
),
sent AS (
  SELECT
    recipients.*,
    surely.sent_on AS held_sent_on,
    surely.expires_on AS held_expires_on,
    CASE
      WHEN surely.dsp_user_id IS NULL THEN 'added'
      WHEN CAST(:send_all AS BOOLEAN) THEN 'refreshed'
      WHEN surely.expires_on <= CAST(:refresh_until AS DATE) THEN 'refreshed'
      WHEN surely.expires_on > recipients.expires_on THEN 'refreshed'
      ELSE 'kept'
    END AS becomes
  FROM {{recipients}} AS recipients
  LEFT JOIN surely
    ON surely.segment_id = recipients.segment_id
    AND surely.dsp = recipients.dsp
    AND surely.dsp_segment_id = recipients.dsp_segment_id
    AND surely.dsp_user_id = recipients.dsp_user_id
)
SELECT
  sent.segment_id,
  sent.dsp,
  sent.dsp_segment_id,
  sent.dsp_user_id,
  sent.user_id,
  sent.becomes AS change,
  CASE WHEN sent.becomes = 'kept' THEN sent.held_sent_on ELSE CAST(:run_date AS DATE) END AS sent_on,
  CASE WHEN sent.becomes = 'kept' THEN sent.held_expires_on ELSE sent.expires_on END AS expires_on,
  sent.score,
  sent.rank
FROM sent
UNION ALL
SELECT
  unwanted.segment_id,
  unwanted.dsp,
  unwanted.dsp_segment_id,
  unwanted.dsp_user_id,
  unwanted.user_id,
  unwanted.becomes AS change,
  CASE WHEN unwanted.becomes = 'kept' THEN unwanted.sent_on ELSE CAST(:run_date AS DATE) END AS sent_on,
  CASE WHEN unwanted.becomes = 'kept' THEN unwanted.expires_on ELSE CAST(:run_date AS DATE) END AS expires_on,
  unwanted.score,
  unwanted.rank
FROM unwanted
