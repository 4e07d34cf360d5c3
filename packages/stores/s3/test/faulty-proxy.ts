import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What is done to a request instead of passing it on and back. */
export type Fault =
  /** Answered without passing it on. */
  | { readonly answer: number; readonly code: string }
  /** The connection is reset before the request is passed on. */
  | 'reset before'
  /** The request is carried out, and the connection reset instead of its answer. */
  | 'reset after'
  /** The answer's body breaks off in its middle. */
  | 'cut'
  /** A bit of the answer's body is another one. */
  | 'flip'
  /** The request is passed on when the signal of the plan says so. */
  | 'hold';

/** A request as a plan sees it. */
interface Seen {
  readonly method: string;
  /** The path with its query. */
  readonly url: string;
  /** How many of the same came before. */
  readonly before: number;
}

/** A proxy in front of the S3 server that does what is asked of it to some of the requests. */
export interface FaultyProxy {
  readonly endpoint: string;
  /** Every request so far, as in `PUT /bucket/key`, without the query. */
  readonly seen: readonly string[];
  /** From now on: the fault of a request, or undefined for none. */
  plan(of: (seen: Seen) => Fault | undefined): void;
  close(): Promise<void>;
}

const xml = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>As planned.</Message></Error>`;

/** Starts a proxy in front of a server. */
export async function faultyProxy(target: string): Promise<FaultyProxy> {
  let planned: (seen: Seen) => Fault | undefined = () => undefined;
  const requests: string[] = [];
  const seen: string[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    const before = requests.filter((other) => other === `${method} ${url}`).length;
    requests.push(`${method} ${url}`);
    seen.push(`${method} ${url.split('?')[0]}`);
    pass(incoming, outgoing, { target, fault: planned({ method, url, before }) }).catch(() =>
      outgoing.socket?.resetAndDestroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    plan: (of) => (planned = of),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { target, fault }: { target: string; fault: Fault | undefined },
): Promise<void> {
  if (fault === 'reset before') return void outgoing.socket?.resetAndDestroy();
  if (fault === 'hold') return;
  const sent = await buffer(incoming).catch(() => undefined);
  if (sent === undefined) return;
  if (typeof fault === 'object') {
    outgoing.writeHead(fault.answer, { 'content-type': 'application/xml' });
    outgoing.end(xml(fault.code));
    return;
  }
  const { host, expect: _expect, ...headers } = incoming.headers;
  const onward = request(`${target}${incoming.url}`, {
    method: incoming.method,
    headers: { ...headers, ...(host === undefined ? {} : { host }) },
  });
  // A server that answers early closes the connection while the rest is still being sent; the answer is what counts.
  onward.on('error', () => undefined);
  onward.end(sent);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const body = await buffer(answer);
  if (fault === 'reset after') return void outgoing.socket?.resetAndDestroy();
  if (fault === 'flip') body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 4;
  outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
  if (fault !== 'cut') return void outgoing.end(body);
  outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.socket?.resetAndDestroy());
}
