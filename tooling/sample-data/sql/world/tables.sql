-- What one day's events are put aside in.
CREATE TEMP TABLE late AS SELECT * FROM events_of(CAST(0 AS BIGINT), 0, 0, false);
CREATE TEMP TABLE resent AS FROM late;
