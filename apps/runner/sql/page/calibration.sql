-- Users of the test share, by rising chance: how many were to fire, and how many did.
SELECT segment_id, users, chance, fires
FROM {{calibration}}
ORDER BY segment_id, bin
