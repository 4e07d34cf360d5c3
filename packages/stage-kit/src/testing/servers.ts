import { inject } from 'vitest';

/** The local SQL warehouse of `npm run test:spark`: what a driver has to be given. */
export interface SparkServer {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly token: string;
  /** PEM of the authority that signed its certificate. */
  readonly caFile: string;
  /** Spark's own pages; its list of statements is at `/sqlserver/`. */
  readonly uiPort: number;
  /** Spark's Thrift server itself, behind the gateway. */
  readonly thriftPort: number;
}

/** The S3 server of `npm run test:servers`. */
export interface S3Server {
  /** A URL. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The PostgreSQL of `npm run test:servers`. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** PEM of the authority that signed its certificate, which is for `localhost` and 127.0.0.1. */
  readonly caFile: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly spark: SparkServer;
    readonly s3: S3Server;
    readonly postgres: PostgresServer;
  }
}

/**
 * The warehouse that this run of the suite started. For tests in `*.spark.test.ts`; they share it, so each makes a
 * schema of its own.
 *
 * @example const { host, port, path, token, caFile } = sparkServer();
 */
export const sparkServer = (): SparkServer => inject('spark');

/**
 * The S3 server that this run of the suite started. For tests in `*.servers.test.ts`; they share it, so each makes a
 * bucket of its own.
 *
 * @example const { endpoint, accessKeyId, secretAccessKey } = s3Server();
 */
export const s3Server = (): S3Server => inject('s3');

/**
 * The PostgreSQL that this run of the suite started. For tests in `*.servers.test.ts`; they share it, so each makes a
 * schema or a database of its own.
 *
 * It speaks with and without TLS.
 *
 * @example
 * const { caFile, ...server } = postgresServer();
 * const pool = new pg.Pool({ ...server, ssl: { ca: await readFile(caFile, 'utf8') } });
 */
export const postgresServer = (): PostgresServer => inject('postgres');
