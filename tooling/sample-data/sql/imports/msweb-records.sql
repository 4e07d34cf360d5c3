-- The records of a file in their order, each with the user whose record (C) came last.
SELECT *, last_value(CASE WHEN kind = 'C' THEN a END IGNORE NULLS) OVER (ORDER BY record) AS user_no
FROM (
  SELECT row_number() OVER () AS record, *
  FROM read_csv($path, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
    encoding = 'latin-1', null_padding = true, strict_mode = false, columns = {
      'kind': 'VARCHAR', 'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR', 'd': 'VARCHAR', 'e': 'VARCHAR'
    })
)
