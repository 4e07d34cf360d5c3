import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endsWithUs } from './ends-with-us.ts';
import { SparkEndpointError } from './error.ts';
import type { Places } from './places.ts';
import { deltaJars, sparkHome } from './places.ts';
import { sparkArguments } from './spark-arguments.ts';

/** What Spark is told. */
export interface SparkOptions {
  readonly places: Places;
  /** Holds the tables, the metastore's log and Spark's own log. */
  readonly folder: string;
  readonly thriftPort: number;
  readonly uiPort: number;
  /** The driver's heap, as `1g`. */
  readonly memory: string;
  /** Threads that work on a statement. */
  readonly threads: number;
  /** Compiles less: ready sooner, slower at work. */
  readonly quickStart: boolean;
}

/** A Spark that runs. */
export interface Spark {
  /** Ends it, by force after 10 s. */
  stop(): Promise<void>;
}

/**
 * Starts Spark's Thrift server in HTTP mode and waits until it listens.
 *
 * @throws SparkEndpointError `not-installed`; `start-failed` with the end of its log, or when stopped by `signal`
 */
export async function startSpark(options: SparkOptions, signal?: AbortSignal): Promise<Spark> {
  const home = sparkHome(options.places);
  const jars = deltaJars(options.places);
  if (home === undefined || jars.length === 0) {
    throw new SparkEndpointError('not-installed', 'Spark or Delta Lake is not installed: npm run spark:install');
  }
  const temporary = join(options.folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const logFile = join(options.folder, 'spark.log');
  const log = openSync(logFile, 'w');
  const child = spawn(join(home, 'bin/spark-submit'), sparkArguments({ ...options, jars, temporary }), {
    cwd: options.folder,
    env: { ...process.env, SPARK_HOME: home, SPARK_LOCAL_IP: '127.0.0.1' },
    // A group of its own: Ctrl-C on a terminal reaches us alone, and we end all of it.
    detached: true,
    stdio: ['ignore', log, log],
  });
  const callOff = child.pid === undefined ? () => undefined : endsWithUs(child.pid);
  const stop = async (): Promise<void> => {
    await end(child);
    callOff();
  };
  const ended = new Promise<Error>((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code) => resolve(new Error(`it ended with ${code ?? 'a signal'}`)));
  });
  const failure = await Promise.race([ended, listening(options.thriftPort, signal)]);
  if (failure === undefined) return { stop };
  await stop();
  const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
  throw new SparkEndpointError(
    'start-failed',
    `Spark did not start: ${failure.message}; the end of its log:\n${tail}`,
    {
      cause: failure,
    },
  );
}

/** Resolves to nothing when the port takes connections, to an error after two minutes or when aborted. */
async function listening(port: number, signal: AbortSignal | undefined): Promise<Error | undefined> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (signal?.aborted === true) return new Error('it was stopped while it started');
    if (await accepts(port)) return undefined;
    await sleep(200);
  }
  return new Error(`nothing listens on port ${port} after two minutes`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const group = -child.pid;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  process.kill(group, 'SIGTERM');
  const force = setTimeout(() => process.kill(group, 'SIGKILL'), 10_000);
  await exit;
  clearTimeout(force);
}
