CREATE TABLE names AS
SELECT generate_subscripts(parts, 1) AS no, unnest(parts) AS name
FROM (SELECT regexp_split_to_array(text, ' +') AS parts FROM lines WHERE line = 3);

CREATE TABLE sequences AS
SELECT line - 7 AS n, CAST(regexp_split_to_array(text, ' +') AS UTINYINT[]) AS views FROM lines WHERE line >= 8;

DROP TABLE lines;
