-- A segment with an audience whose reach no rail has looked at.
SELECT audiences.segment_id
FROM {{audiences}} AS audiences
LEFT JOIN {{guard_rails}} AS rails ON rails.segment_id = audiences.segment_id AND rails.rail = 'reach'
WHERE rails.segment_id IS NULL
