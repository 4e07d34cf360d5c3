import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from './certificates.ts';
import type { Faults } from './faults.ts';
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
  /** Compiles less: ready sooner, slower at work. For tests, not for measurements. */
  readonly quickStart?: boolean;
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
  /** Where Spark's Thrift server listens, for another gateway before the same Spark. */
  readonly thriftPort: number;
  /** Spark's own pages, its list of statements at `/sqlserver/`. */
  readonly uiPort: number;
  /** What goes wrong between the driver and Spark: nothing, until a fault is added. */
  readonly faults: Faults;
  /** Ends what was started for it, and deletes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts Spark and a gateway before it, in a new temporary folder that holds all tables.
 *
 * @throws SparkEndpointError `not-installed`, `install-failed`, `start-failed`
 * @example const endpoint = await startEndpoint({ places: placesIn(cache) });
 */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-endpoint-'));
  const [thriftPort, uiPort] = await freePorts();
  const { places, port = 0, memory = '1g', threads = 1, quickStart = false, signal } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const spark = await startSpark({ places, folder, thriftPort, uiPort, memory, threads, quickStart }, signal);
    stops.push(() => spark.stop());
    const gateway = await startGatewayBefore({ thriftPort, uiPort }, port);
    stops.push(() => gateway.stop());
    return { ...gateway, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts a gateway of one's own, with faults of its own, before a Spark that runs already. Its `stop` leaves Spark be.
 *
 * @param spark - the ports of an endpoint
 * @param port - where drivers connect; 0, the default, takes a free port
 * @throws SparkEndpointError `not-installed` without openssl, `install-failed`
 * @example const gateway = await startGatewayBefore(endpoint);
 */
export async function startGatewayBefore(
  { thriftPort, uiPort }: Pick<Endpoint, 'thriftPort' | 'uiPort'>,
  port = 0,
): Promise<Endpoint> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-gateway-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { caFile, certificate, key } = makeCertificates(folder);
    const token = randomBytes(24).toString('base64url');
    const gateway = await startGateway({ sparkPort: thriftPort, port, token, certificate, key });
    const { faults } = gateway;
    const stop = (): Promise<void> => gateway.close().then(remove);
    return { host: 'localhost', port: gateway.port, path: httpPath, token, caFile, thriftPort, uiPort, faults, stop };
  } catch (error) {
    remove();
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
