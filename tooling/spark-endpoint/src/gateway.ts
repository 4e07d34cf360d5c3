import { createHash, timingSafeEqual } from 'node:crypto';
import { Agent } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SparkEndpointError } from './error.ts';
import { readMessage } from './read-thrift.ts';
import { failed, fromSpark } from './reply.ts';
import { toSpark } from './request.ts';
import type { SparkAddress } from './spark-client.ts';
import { callSpark } from './spark-client.ts';
import type { ThriftMessage, ThriftStruct } from './thrift.ts';
import { structAt, thriftType } from './thrift.ts';
import { writeMessage } from './write-thrift.ts';

/** What a gateway is told. */
export interface GatewayOptions {
  /** Where Spark's Thrift server listens on this machine. */
  readonly sparkPort: number;
  /** Where to listen; 0 takes a free port. */
  readonly port: number;
  /** What a driver has to show. */
  readonly token: string;
  readonly certificate: string;
  readonly key: string;
}

/** A gateway that runs. */
export interface Gateway {
  readonly port: number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

/** The path that the driver is to be given: its form is a warehouse's. */
export const httpPath = '/sql/1.0/warehouses/local';

/**
 * A TLS server on 127.0.0.1 that makes Spark's Thrift server look like a SQL warehouse to the Databricks driver.
 *
 * @example const gateway = await startGateway({ sparkPort: 11000, port: 0, token, certificate, key });
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const agent = new Agent({ keepAlive: true });
  const spark: SparkAddress = { port: options.sparkPort, agent };
  const server = createServer({ cert: options.certificate, key: options.key }, (request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(502, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (!sameText(request.headers.authorization ?? '', `Bearer ${options.token}`)) response.writeHead(403).end();
    else if (request.method !== 'POST' || request.url !== httpPath) response.writeHead(404).end();
    else {
      const bytes = writeMessage(await orFailure(readMessage(body), translate));
      response.writeHead(200, { 'Content-Type': 'application/x-thrift', 'Content-Length': bytes.length }).end(bytes);
    }
  }

  const ask = async (call: ThriftMessage): Promise<ThriftMessage> =>
    readMessage(await callSpark(spark, writeMessage(call)));

  async function translate(call: ThriftMessage): Promise<ThriftMessage> {
    return fromSpark(await ask(toSpark(call)), async () => {
      const handle = structAt(call.body, 1)?.get(1);
      const request: ThriftStruct = new Map(handle === undefined ? [] : [[1, handle]]);
      const body: ThriftStruct = new Map([[1, { type: thriftType.struct, value: request }]]);
      const reply = await ask({ ...call, method: 'GetResultSetMetadata', body });
      return structAt(reply.body, 0) ?? new Map();
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

/** A call that cannot be translated is answered as a warehouse answers a statement that it refuses. */
async function orFailure(
  call: ThriftMessage,
  translate: (call: ThriftMessage) => Promise<ThriftMessage>,
): Promise<ThriftMessage> {
  try {
    return await translate(call);
  } catch (error) {
    if (!(error instanceof SparkEndpointError) || error.code === 'upstream') throw error;
    return failed(call, error.message);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Compares without telling by its time how much was right. */
function sameText(found: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(found), digest(expected));
}
