import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** What a command that ended left. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves once standard error has had the text. */
  saw(text: string): Promise<void>;
  /** Closes the other end of its standard output. */
  stopReading(): void;
}

/** Starts the real `lookalikes` command from its sources. */
export function start(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, ['--conditions=@lookalikes/source', cli, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const saw = async (text: string): Promise<void> => {
    while (!stderr.includes(text)) {
      const over = await Promise.race([
        ended.then(() => true),
        new Promise<boolean>((resolve) => {
          child.stderr.once('data', () => setImmediate(resolve, false));
        }),
      ]);
      if (over && !stderr.includes(text)) throw new Error(`the command ended without saying '${text}': ${stderr}`);
    }
  };
  return { pid: child.pid as number, ended, saw, stopReading: () => child.stdout.destroy() };
}

/** Runs the real `lookalikes` command from its sources. */
export const lookalikes = (args: readonly string[], cwd: string): Promise<Ended> => start(args, cwd).ended;
