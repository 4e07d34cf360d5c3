SELECT DISTINCT $prefix || v.user_no AS user_id, area.d AS token
FROM records AS v JOIN records AS area ON area.kind = 'A' AND area.a = v.a
WHERE v.kind = 'V'
ORDER BY user_id, token
