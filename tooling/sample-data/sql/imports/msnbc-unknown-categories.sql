SELECT n + 7 AS line, 'a category number that has no name' AS problem
FROM sequences WHERE list_max(views) > (SELECT max(no) FROM names) OR list_min(views) < 1
ORDER BY n LIMIT 1
