import { createHash, timingSafeEqual } from 'node:crypto';
import { Agent } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { SparkEndpointError } from './error.ts';
import type { Faults } from './faults.ts';
import { faultBook } from './faults.ts';
import { readMessage } from './read-thrift.ts';
import { failed, fromSpark } from './reply.ts';
import { toSpark } from './request.ts';
import type { Recipient } from './send.ts';
import { refused, send } from './send.ts';
import type { SparkAddress } from './spark-client.ts';
import { callSpark } from './spark-client.ts';
import { operations } from './operations.ts';
import type { ThriftField, ThriftMessage, ThriftStruct } from './thrift.ts';
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
  /** What goes wrong between the driver and Spark: nothing, until a fault is added. */
  readonly faults: Faults;
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
  const faults = faultBook();
  const known = operations();
  // A TLS socket cannot be reset; what it runs over can.
  const connections = new Map<number | undefined, Socket>();
  const server = createServer({ cert: options.certificate, key: options.key }, (request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(502, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort;
    connections.set(port, socket);
    socket.once('close', () => connections.delete(port));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (!sameText(request.headers.authorization ?? '', `Bearer ${options.token}`)) response.writeHead(403).end();
    else if (request.method !== 'POST' || request.url !== httpPath) response.writeHead(404).end();
    else {
      const connection = connections.get(request.socket.remotePort) ?? request.socket;
      await answerCall(readMessage(body), { response, connection });
    }
  }

  async function answerCall(call: ThriftMessage, to: Recipient): Promise<void> {
    const { session, statement } = known.originOf(call);
    const fault = faults.meet(call.method, statement);
    if (refused(fault, to)) return;
    if (fault === 'session-expired' && session !== undefined) await ask(closing(session));
    const reply = await orFailure(call, translate);
    known.remember(call, reply);
    await send(writeMessage(reply), fault, to);
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
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

/** The call that closes a session. */
const closing = (session: ThriftField): ThriftMessage => ({
  method: 'CloseSession',
  kind: 1,
  sequence: 0,
  body: new Map([[1, { type: thriftType.struct, value: new Map([[1, session]]) }]]),
});

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
