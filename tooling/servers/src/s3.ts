import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Server } from '@lookalikes/stage-kit/testing';
import { ServersError } from './error.ts';
import { freePort } from './free-port.ts';
import { s3Program } from './places.ts';
import { startServer } from './server-process.ts';

/** An S3 server that runs. */
export interface RunningS3 {
  readonly server: S3Server;
  /** Where it keeps its objects: a folder a bucket, a file an object. */
  readonly folder: string;
  /** Ends it and deletes what it kept. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts an S3 server (versitygw) on 127.0.0.1, without TLS, over a temporary folder, with credentials of its own.
 *
 * @param cache - where `servers:install` has put it
 * @throws ServersError `not-installed`, `start-failed`
 * @example
 * const s3 = await startS3(cache);
 * const { endpoint, region, ...credentials } = s3.server;
 * const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
 * await s3.stop();
 */
export async function startS3(cache: string): Promise<RunningS3> {
  const program = s3Program(cache);
  if (!existsSync(program)) {
    throw new ServersError('not-installed', `there is no ${program}: npm run servers:install builds it`);
  }
  const root = await mkdtemp(join(tmpdir(), 'lookalikes-s3-'));
  const folder = join(root, 'objects');
  await mkdir(folder);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'us-east-1';
  const credentials = { accessKeyId: randomBytes(8).toString('hex'), secretAccessKey: randomBytes(16).toString('hex') };
  const listen = ['--port', `127.0.0.1:${port}`, '--region', region, '--health', '/health', '--keep-alive', '--quiet'];
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    const stop = await startServer({
      name: 'versitygw',
      path: program,
      // Metadata is kept in extended attributes: in files of its own, it could be that of another write than the object.
      args: [...listen, 'posix', folder],
      options: {
        env: {
          ...process.env,
          ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
          ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        },
      },
      isReady: () => answers(`${endpoint}/health`),
      stopSignal: 'SIGTERM',
    });
    return { server: { endpoint, region, ...credentials }, folder, stop: () => stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    return response.ok;
  } catch {
    return false;
  }
}
