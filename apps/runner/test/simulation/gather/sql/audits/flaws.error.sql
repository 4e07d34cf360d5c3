SELECT * FROM {{pool}} AS pool WHERE pool.flaw = 'yes'
