import { spawn } from 'node:child_process';

/**
 * Has a process group end with this process, however this one ends: a shell waits for the end of a pipe that only this
 * process holds open, and then kills the group.
 *
 * @param group - the id of the group, that of its leader
 * @returns what calls it off
 * @example const callOff = endsWithUs(child.pid);
 */
export function endsWithUs(group: number): () => void {
  const watcher = spawn('sh', ['-c', 'cat > /dev/null; kill -KILL "-$1"', 'sh', String(group)], {
    // Not in our group: what ends us from a terminal must not end it first.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  return () => void watcher.kill('SIGKILL');
}
