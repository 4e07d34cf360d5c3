-- A user in an audience that is known to have fired for the segment, where those are to be left out.
SELECT audiences.segment_id, audiences.rank
FROM {{audiences}} AS audiences
LEFT JOIN {{seeds}} AS seeds ON seeds.segment_id = audiences.segment_id AND seeds.user_key = audiences.user_key
LEFT JOIN {{first_fires}} AS fires ON fires.segment_id = audiences.segment_id AND fires.user_key = audiences.user_key
WHERE :option_exclude_seeds AND (seeds.user_key IS NOT NULL OR fires.user_key IS NOT NULL)
