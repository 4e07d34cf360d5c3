import { relative } from 'node:path';
import { databricks } from '@lookalikes/engine-databricks';
import type { Engine } from '@lookalikes/stage-kit';
import type { SparkServer } from '@lookalikes/stage-kit/testing';
import type { Endpoint } from '../src/index.ts';
import { startGatewayBefore } from '../src/index.ts';

/** How long an engine waits and tries again, in seconds. */
export interface Patience {
  readonly answerTimeout: number;
  readonly statementTimeout: number;
  readonly retryBudget: number;
}

/** A gateway with faults, and an engine that knows nothing of it. */
export interface Lane {
  readonly gateway: Endpoint;
  readonly engine: Engine;
}

/** Opens an engine on a schema of a warehouse. */
export const openEngine = (
  { host, port, path, token, caFile }: Pick<SparkServer, 'host' | 'port' | 'path' | 'token' | 'caFile'>,
  schema: string,
  patience: Patience,
): Promise<Engine> =>
  databricks({
    host: `https://${host}:${port}`,
    httpPath: path,
    token,
    caFile: relative('.', caFile),
    schema,
    ...patience,
  }).open({ root: '.', region: 'amer' });

/** Some lanes, each used by one test at a time. */
export class Lanes {
  readonly #spark: SparkServer;
  readonly #schema: string;
  readonly #patience: Patience;
  readonly #idle: Lane[] = [];
  readonly #all: Lane[] = [];

  constructor(spark: SparkServer, schema: string, patience: Patience) {
    this.#spark = spark;
    this.#schema = schema;
    this.#patience = patience;
  }

  /** Does something with a lane that nobody else uses then, and clears its faults. */
  async use<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = this.#idle.pop() ?? (await this.#open());
    try {
      return await work(lane);
    } finally {
      lane.gateway.faults.clear();
      this.#idle.push(lane);
    }
  }

  /** Does something with a gateway whose engine is yet to be opened; what it opens it closes. */
  useGateway<T>(work: (gateway: Endpoint, open: () => Promise<Engine>) => Promise<T>): Promise<T> {
    return this.use(({ gateway }) => work(gateway, () => openEngine(gateway, this.#schema, this.#patience)));
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#all.map(async ({ engine, gateway }) => {
        await engine.close();
        await gateway.stop();
      }),
    );
  }

  async #open(): Promise<Lane> {
    const gateway = await startGatewayBefore(this.#spark);
    const lane = { gateway, engine: await openEngine(gateway, this.#schema, this.#patience) };
    this.#all.push(lane);
    return lane;
  }
}
