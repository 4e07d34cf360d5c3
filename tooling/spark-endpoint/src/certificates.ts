import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';

/** A certificate for `localhost`, and the authority that signed it. */
export interface Certificates {
  /** What a client is given to trust: a PEM file. */
  readonly caFile: string;
  readonly certificate: string;
  readonly key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const days = ['-days', '7'];

/**
 * Makes an authority and a certificate for `localhost` and 127.0.0.1, good for a week, by openssl. The authority's
 * key is deleted as soon as it has signed.
 *
 * @param folder - an existing one; other users should not be able to read it
 * @throws SparkEndpointError `not-installed` without openssl, `install-failed`
 */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string): string => join(folder, name);
  const [caFile, caKey, key, request, certificate, names] = [
    file('ca.pem'),
    file('ca.key'),
    file('server.key'),
    file('server.csr'),
    file('server.pem'),
    file('names.cnf'),
  ];
  writeFileSync(names, 'subjectAltName = DNS:localhost, IP:127.0.0.1\n');
  run('openssl', ['req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, ...days, '-subj', '/CN=Local Spark CA']);
  run('openssl', ['req', ...newKey, '-keyout', key, '-out', request, '-subj', '/CN=localhost']);
  const signing = ['-CA', caFile, '-CAkey', caKey, '-extfile', names];
  run('openssl', ['x509', '-req', '-in', request, ...signing, ...days, '-out', certificate]);
  rmSync(caKey);
  return { caFile, certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}
