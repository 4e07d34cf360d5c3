import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

/** PEM files: a certificate for `localhost` and 127.0.0.1, its key, and the authority that signed it. */
export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const days = ['-days', '7'];

/**
 * Makes certificates that are good for a week, by openssl. The authority's key is deleted as soon as it has signed.
 *
 * @param folder - an existing one
 * @throws ServersError `not-installed` without openssl, `start-failed`
 */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: string[]) =>
    run('openssl', args, { needed: 'it makes the certificates of the servers; install it', code: 'start-failed' });
  const [caFile, caKey, certFile, keyFile] = [file('ca.pem'), file('ca.key'), file('server.pem'), file('server.key')];
  const [request, names] = [file('server.csr'), file('names.cnf')];
  writeFileSync(names, 'subjectAltName = DNS:localhost, IP:127.0.0.1\n');
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, ...days, '-subj', '/CN=Local test CA');
  openssl('req', ...newKey, '-keyout', keyFile, '-out', request, '-subj', '/CN=localhost');
  const signing = ['-CA', caFile, '-CAkey', caKey, '-extfile', names];
  openssl('x509', '-req', '-in', request, ...signing, ...days, '-out', certFile);
  rmSync(caKey);
  return { caFile, certFile, keyFile };
}
