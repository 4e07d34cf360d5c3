import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What was posted. */
interface Posted {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** An HTTP server that notes what is posted to it. */
export interface WebhookReceiver extends AsyncDisposable {
  /** With a part that nobody else knows. */
  readonly url: string;
  readonly posted: Posted[];
}

/**
 * Starts one on a free port.
 *
 * @param answer - answers a post, given its number, from 1; or does not
 */
export async function webhookReceiver(
  answer: (response: ServerResponse, number: number) => void,
): Promise<WebhookReceiver> {
  const posted: Posted[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    posted.push({ url: request.url, headers: request.headers, body: JSON.parse(await text(request)) });
    answer(response, posted.length);
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/s3cr3t`,
    posted,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
