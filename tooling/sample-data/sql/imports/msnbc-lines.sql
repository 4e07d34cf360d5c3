SELECT row_number() OVER () AS line, coalesce(trim(text), '') AS text
FROM read_csv($path, auto_detect = false, header = false, delim = '\t', quote = '', escape = '',
  max_line_size = 10000000, columns = {'text': 'VARCHAR'})
