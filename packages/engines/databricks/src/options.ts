/** How a SQL warehouse is reached and used. What is left out comes from the environment or a profile. */
export interface DatabricksOptions {
  /** The Unity Catalog catalog and schema that hold our tables; the workspace's defaults where left out. */
  readonly catalog?: string;
  readonly schema?: string;
}
