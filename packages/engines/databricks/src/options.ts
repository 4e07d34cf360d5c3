/**
 * How a SQL warehouse is reached and used. Where, and as whom, may be left out here: see {@link settingsOf} for where else
 * they are looked for.
 */
export interface DatabricksOptions {
  /** The workspace, as in `https://dbc-1234.cloud.databricks.com`. */
  readonly host?: string;
  /** The warehouse, as its connection details show it, or {@link warehouseId}. */
  readonly httpPath?: string;
  readonly warehouseId?: string;
  /** A personal access token, or {@link clientId} and {@link clientSecret}, or {@link profile}. */
  readonly token?: string;
  /** A service principal's, for OAuth machine to machine. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** A profile of the config file of Databricks' own tools. */
  readonly profile?: string;
  /** That file, relative to the config's folder; `~/.databrickscfg` by default. */
  readonly configFile?: string;
  /** The Unity Catalog catalog that holds the schema; the workspace's default where left out. */
  readonly catalog?: string;
  /** The schema that holds our tables, made where there is none; `lookalikes` by default. Both regions may share it. */
  readonly schema?: string;
  /** PEM of authorities that are trusted besides the usual ones, relative to the config's folder: for a gateway of one's own. */
  readonly caFile?: string;
  /** A volume that bulk loads go through, as in `/Volumes/main/lookalikes/loads`; without one they go through INSERTs. */
  readonly volume?: string;
  /** How long a statement may run, in seconds; 3600 by default. */
  readonly statementTimeout?: number;
  /** How long the service may take for an answer, in seconds: also to start a warehouse that sleeps. 600 by default. */
  readonly answerTimeout?: number;
  /** How long a statement may be tried again after its first failure, in seconds; 300 by default. */
  readonly retryBudget?: number;
}
