import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Connection } from './options.ts';

/**
 * What the driver is told of TLS; false for none. A socket of this machine (a host that is a path) has none, as in libpq.
 *
 * PGSSLMODE is not asked: what it calls `require` verifies nothing.
 */
export function tlsOf({ tls, ca }: Pick<Connection, 'tls' | 'ca'>, host: string): TlsOptions | false {
  if (tls === 'disable' || host.startsWith('/')) return false;
  return {
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    // The chain is verified all the same; what this leaves out is the name.
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}
