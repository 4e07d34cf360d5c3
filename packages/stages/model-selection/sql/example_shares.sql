-- How many users each share has.
SELECT examples.share, CAST(count(*) AS INTEGER) AS users
FROM {{examples}} AS examples
GROUP BY examples.share
ORDER BY examples.share
