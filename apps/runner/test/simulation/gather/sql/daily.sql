SELECT row_key, row_value, flaw FROM {{events}} WHERE region = :region
