import type { Agent } from 'node:http';
import { request } from 'node:http';
import { SparkEndpointError } from './error.ts';

/** Where Spark's Thrift server listens. */
export interface SparkAddress {
  readonly port: number;
  /** Keeps connections open. */
  readonly agent: Agent;
}

/** Spark's Thrift server takes any user, but neither a Bearer token nor an empty password. */
const authorization = `Basic ${Buffer.from('lookalikes:none').toString('base64')}`;

/**
 * Sends one Thrift message to Spark and gives the answer's bytes.
 *
 * @throws SparkEndpointError `upstream` when Spark cannot be reached, or answers other than 200
 */
export function callSpark(spark: SparkAddress, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new SparkEndpointError('upstream', `Spark on port ${spark.port}: ${cause.message}`, { cause }));
    const sent = request(
      {
        host: '127.0.0.1',
        port: spark.port,
        path: '/cliservice',
        method: 'POST',
        agent: spark.agent,
        headers: {
          Authorization: authorization,
          'Content-Type': 'application/x-thrift',
          'Content-Length': message.length,
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', fail);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(Buffer.concat(parts));
          else fail(new Error(`it answered ${answer.statusCode}: ${Buffer.concat(parts).toString('utf8').trim()}`));
        });
      },
    );
    sent.on('error', fail);
    sent.end(message);
  });
}
