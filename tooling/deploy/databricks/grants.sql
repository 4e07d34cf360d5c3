-- What the service principal of the nights needs: run once, by an owner of the catalog. `lookalikes doctor` tries each.
CREATE CATALOG IF NOT EXISTS lookalikes;
CREATE SCHEMA IF NOT EXISTS lookalikes.nightly;
CREATE VOLUME IF NOT EXISTS lookalikes.nightly.loads;

-- Its own place: tables, views and functions are made, written and dropped there, and there alone.
GRANT USE CATALOG ON CATALOG lookalikes TO `lookalikes-nightly`;
GRANT USE SCHEMA, CREATE TABLE, CREATE FUNCTION, SELECT, MODIFY, EXECUTE ON SCHEMA lookalikes.nightly TO `lookalikes-nightly`;
GRANT READ VOLUME, WRITE VOLUME ON VOLUME lookalikes.nightly.loads TO `lookalikes-nightly`;

-- The inputs: reading, nothing else.
GRANT USE CATALOG ON CATALOG production TO `lookalikes-nightly`;
GRANT USE SCHEMA ON SCHEMA production.metastore TO `lookalikes-nightly`;
GRANT SELECT ON TABLE production.metastore.events TO `lookalikes-nightly`;
GRANT SELECT ON TABLE production.metastore.mapping_amer TO `lookalikes-nightly`;
GRANT SELECT ON TABLE production.metastore.mapping_emeaapac TO `lookalikes-nightly`;

-- The analyst who asks why an audience shrank: the published views.
GRANT USE CATALOG ON CATALOG lookalikes TO `analysts`;
GRANT USE SCHEMA, SELECT ON SCHEMA lookalikes.nightly TO `analysts`;
