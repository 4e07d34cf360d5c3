SELECT
  trim("Invoice") AS invoice,
  upper(trim("StockCode")) AS token,
  "InvoiceDate" AS event_time,
  nullif(trim("Customer ID"), '') AS customer,
  CASE WHEN "Country" IN ('USA', 'Canada', 'Brazil') THEN 'amer' ELSE 'emeaApac' END AS region,
  $year AS file,
  CASE WHEN starts_with("Invoice", 'C') THEN 'a cancellation (its invoice starts with C)'
       WHEN "Quantity" <= 0 THEN 'no positive quantity' END AS set_aside
FROM read_csv($path, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
  timestampformat = '%Y-%m-%d %H:%M:%S', columns = {
    'Invoice': 'VARCHAR', 'StockCode': 'VARCHAR', 'Description': 'VARCHAR', 'Quantity': 'BIGINT',
    'InvoiceDate': 'TIMESTAMP', 'Price': 'DOUBLE', 'Customer ID': 'VARCHAR', 'Country': 'VARCHAR'
  })
