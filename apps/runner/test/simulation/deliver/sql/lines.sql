SELECT row_key, row_value, flaw FROM {{weights}}
