SELECT * FROM {{delivered}} AS delivered WHERE delivered.flaw = 'yes'
