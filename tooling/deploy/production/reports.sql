-- In the reports' database, by an administrator, before `lookalikes-reporting tables apply` runs as lookalikes_owner.
CREATE ROLE lookalikes_owner LOGIN;
CREATE ROLE lookalikes_loader LOGIN;
CREATE ROLE lookalikes_analyst NOLOGIN;

CREATE SCHEMA lookalikes AUTHORIZATION lookalikes_owner;
GRANT USAGE ON SCHEMA lookalikes TO lookalikes_loader, lookalikes_analyst;

-- What the owner's migrations make later: the night replaces rows, the analysts read them, neither changes a table.
ALTER DEFAULT PRIVILEGES FOR ROLE lookalikes_owner IN SCHEMA lookalikes
GRANT SELECT, INSERT, DELETE ON TABLES TO lookalikes_loader;
ALTER DEFAULT PRIVILEGES FOR ROLE lookalikes_owner IN SCHEMA lookalikes
GRANT SELECT ON TABLES TO lookalikes_analyst;
