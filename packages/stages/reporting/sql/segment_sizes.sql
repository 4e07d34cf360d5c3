-- Every segment of the night with its reach, 0 where it has no audience, and how many ids the DSP holds in it.
SELECT
  segments.segment_id,
  segments.name AS segment_name,
  segments.audience_size AS requested_size,
  CAST(coalesce(reached.users, 0) AS INTEGER) AS reach,
  CAST(coalesce(held.ids, 0) AS BIGINT) AS delivered_ids,
  reached.lowest_score
FROM {{segments}} AS segments
LEFT JOIN (
  SELECT audiences.segment_id, count(*) AS users, min(audiences.score) AS lowest_score
  FROM {{audiences}} AS audiences
  GROUP BY audiences.segment_id
) AS reached ON reached.segment_id = segments.segment_id
LEFT JOIN (
  SELECT delivered.segment_id, count(*) AS ids
  FROM {{delivered}} AS delivered
  WHERE delivered.change <> 'removed'
  GROUP BY delivered.segment_id
) AS held ON held.segment_id = segments.segment_id
