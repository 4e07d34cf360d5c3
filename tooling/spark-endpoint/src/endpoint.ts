import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from './certificates.ts';
import type { Gateway } from './gateway.ts';
import { httpPath, startGateway } from './gateway.ts';
import type { Places } from './places.ts';
import { startSpark } from './spark-process.ts';

/** What an endpoint is told. */
export interface EndpointOptions {
  readonly places: Places;
  /** Where drivers connect; 0, the default, takes a free port. */
  readonly port?: number;
  /** Spark's heap; `1g` by default. */
  readonly memory?: string;
  /** Spark's threads; 1 by default. */
  readonly threads?: number;
  /** Ends the wait for Spark. */
  readonly signal?: AbortSignal;
}

/** A local SQL warehouse, and what a driver has to be given. */
export interface Endpoint {
  readonly host: 'localhost';
  readonly port: number;
  readonly path: string;
  readonly token: string;
  /** PEM; the driver's `customCaCert`. */
  readonly caFile: string;
  /** Spark's own pages, its list of statements at `/sqlserver/`. */
  readonly uiPort: number;
  /** Spark's Thrift server itself, behind the gateway. */
  readonly thriftPort: number;
  /** Ends Spark and the gateway, and deletes their folder with all tables. */
  stop(): Promise<void>;
}

/**
 * Starts Spark and a gateway before it, in a new temporary folder.
 *
 * @throws SparkEndpointError `not-installed`, `install-failed`, `start-failed`
 * @example const endpoint = await startEndpoint({ places: placesIn(cache) });
 */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-endpoint-'));
  const [sparkPort, uiPort] = await freePorts();
  const { places, memory = '1g', threads = 1, signal } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { caFile, certificate, key } = makeCertificates(folder);
    const spark = await startSpark({ places, folder, thriftPort: sparkPort, uiPort, memory, threads }, signal);
    stops.push(() => spark.stop());
    const token = randomBytes(24).toString('base64url');
    const gateway: Gateway = await startGateway({ sparkPort, port: options.port ?? 0, token, certificate, key });
    stops.push(() => gateway.close());
    return {
      host: 'localhost',
      port: gateway.port,
      path: httpPath,
      token,
      caFile,
      uiPort,
      thriftPort: sparkPort,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Two ports that nothing listens on now. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const;
  const take = (server: (typeof servers)[0]): Promise<number> =>
    new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const ports: [number, number] = [await take(servers[0]), await take(servers[1])];
  for (const server of servers) server.close();
  return ports;
}
