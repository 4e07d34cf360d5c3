import { request } from 'node:https';
import { DatabricksError } from './error.ts';
import type { Settings } from './settings.ts';

/** The machine-to-machine credentials and the place that takes them. */
export interface OAuthClient extends Pick<Settings, 'host' | 'port'> {
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM of the authorities trusted, where not the usual ones alone. */
  readonly ca?: readonly string[];
}

const timeoutMs = 60_000;

/**
 * Asks the workspace for an access token: RFC 6749, section 4.4, at the workspace's own `/oidc/v1/token`, which is there
 * on every cloud. The driver's own flow asks elsewhere on Azure, and nowhere for a host it does not know.
 *
 * @throws DatabricksError `auth` where the credentials are refused; a network's or the service's error as it is
 */
export async function accessToken({ host, port, ca, clientId, clientSecret }: OAuthClient): Promise<string> {
  const form = 'grant_type=client_credentials&scope=all-apis';
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request(
      {
        host,
        port,
        path: '/oidc/v1/token',
        method: 'POST',
        auth: `${clientId}:${clientSecret}`,
        timeout: timeoutMs,
        ...(ca && { ca: [...ca] }),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': form.length },
      },
      (response) => {
        response.setEncoding('utf8');
        let body = '';
        response.on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: body }));
        response.on('error', reject);
      },
    );
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('Request timed out'), { code: 'ETIMEDOUT' })));
    asked.on('error', reject);
    asked.end(form);
  });
  if (status === 200) return tokenIn(text, host);
  if (status === 429 || status >= 500) throw Object.assign(new Error('no token'), { statusCode: status });
  throw new DatabricksError(
    'auth',
    `${host} refuses the service principal ${clientId} (${status}); check its secret, and that it is added to the workspace`,
  );
}

function tokenIn(text: string, host: string): string {
  try {
    const { access_token: token } = JSON.parse(text) as { access_token?: unknown };
    if (typeof token === 'string' && token !== '') return token;
    throw new Error('it has no access_token');
  } catch (error) {
    throw new DatabricksError('auth', `${host} answers for a token with something else; is it a workspace?`, {
      cause: error,
    });
  }
}
