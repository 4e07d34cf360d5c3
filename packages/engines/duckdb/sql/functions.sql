-- The functions our SQL relies on, as this engine spells them. Every engine has a file like this one; the shared suite
-- holds them all to the same values. Installed each time a database is opened.

-- The first 60 bits of the md5 of a text, as a number: 15 hexadecimal digits always fit a BIGINT.
-- hash60('u1') = 1028919467352495096
CREATE OR REPLACE MACRO hash60(value) AS CAST('0x' || substr(md5(CAST(value AS VARCHAR)), 1, 15) AS BIGINT);

-- A row for each element of a list. No row for an empty list or NULL.
CREATE OR REPLACE MACRO explode(list) AS unnest(list);

-- Days from one date to another; negative where the second is earlier.
-- days_between(DATE '2026-11-20', DATE '2026-11-21') = 1
CREATE OR REPLACE MACRO days_between(first_day, last_day) AS
  CAST(date_diff('day', CAST(first_day AS DATE), CAST(last_day AS DATE)) AS INTEGER);

-- A moment in UTC without zone. A text's offset counts (a plain cast drops it); a text without one is UTC.
CREATE OR REPLACE MACRO utc_timestamp(value) AS
  CASE WHEN typeof(value) = 'VARCHAR'
    THEN CAST(CAST(CAST(value AS VARCHAR) AS TIMESTAMPTZ) AS TIMESTAMP)
    ELSE CAST(value AS TIMESTAMP)
  END;
