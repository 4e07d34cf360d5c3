import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultName } from './faults.ts';

/** How long a slow answer takes, and in how many parts it comes. */
const slow = { parts: 20, pause: 100 };

/** Whom an answer goes to. */
export interface Recipient {
  readonly response: ServerResponse;
  /** What the TLS connection runs over. */
  readonly connection: Socket;
}

/** What a call met before Spark saw it: true when it has been dealt with, and Spark is not to see it. */
export function refused(fault: FaultName | undefined, { response, connection }: Recipient): boolean {
  if (fault === '429' || fault === '503') {
    response.writeHead(Number(fault), { 'Retry-After': '1' }).end();
    return true;
  }
  if (fault === 'reset-before') connection.resetAndDestroy();
  return fault === 'reset-before' || fault === 'hang-before';
}

/** Sends an answer, or what a fault leaves of it. */
export async function send(
  bytes: Buffer,
  fault: FaultName | undefined,
  { response, connection }: Recipient,
): Promise<void> {
  const head = (length: number): ServerResponse =>
    response.writeHead(200, { 'Content-Type': 'application/x-thrift', 'Content-Length': length });
  const half = bytes.subarray(0, bytes.length >> 1);
  switch (fault) {
    case 'reset-after':
      connection.resetAndDestroy();
      break;
    case 'hang-after':
      break;
    case 'cut':
      head(bytes.length).write(half, () => response.destroy());
      break;
    case 'cut-message':
      head(half.length).end(half);
      break;
    case 'slow': {
      head(bytes.length);
      const size = Math.ceil(bytes.length / slow.parts);
      let at = 0;
      for (; at + size < bytes.length && !response.destroyed; at += size) {
        response.write(bytes.subarray(at, at + size));
        await sleep(slow.pause);
      }
      response.end(bytes.subarray(at));
      break;
    }
    default:
      head(bytes.length).end(bytes);
  }
}
