-- The functions our SQL relies on, as this engine spells them. Every engine has a file like this one; the shared suite
-- holds them all to the same values. Made anew in each session, where they need no right and stand in nobody's way: to
-- try our SQL in an editor, run this file first. `explode` is the engine's own.

-- The first 60 bits of the md5 of a text, as a number: 15 hexadecimal digits always fit a BIGINT.
-- hash60('u1') = 1028919467352495096
CREATE OR REPLACE TEMPORARY FUNCTION hash60(value STRING) RETURNS BIGINT
  RETURN CAST(conv(substr(md5(CAST(value AS BINARY)), 1, 15), 16, 10) AS BIGINT);

-- Days from one date to another; negative where the second is earlier.
-- days_between(DATE '2026-11-20', DATE '2026-11-21') = 1
CREATE OR REPLACE TEMPORARY FUNCTION days_between(first_day DATE, last_day DATE) RETURNS INT
  RETURN datediff(last_day, first_day);

-- A moment in UTC. A text's offset counts; a text without one is UTC, as the session's time zone is.
CREATE OR REPLACE TEMPORARY FUNCTION utc_timestamp(value STRING) RETURNS TIMESTAMP
  RETURN CAST(value AS TIMESTAMP);
