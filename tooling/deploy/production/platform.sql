-- In the platform's database, by the owner of its tables: the night reads two tables and nothing else.
CREATE ROLE lookalikes_reader LOGIN;

GRANT USAGE ON SCHEMA platform TO lookalikes_reader;
GRANT SELECT ON platform.lookalike_segments, platform.lookalike_pixels TO lookalikes_reader;
