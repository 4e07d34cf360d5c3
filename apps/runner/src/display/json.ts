import type { Log } from '@lookalikes/stage-kit';
import { exitCodes } from '@lookalikes/stage-kit';
import type { Display } from './display.ts';
import { heartbeat, pulseText } from './heartbeat.ts';
import { outcomeText } from './lines.ts';

/**
 * What the regions' processes cannot say themselves, in the log: how each night came out, theirs too that died; and from time
 * to time that a region lives.
 */
export function jsonDisplay(log: Log, heartbeatSeconds: number): Display {
  const quiet = heartbeat(heartbeatSeconds, (pulse) => {
    const { region, runDate, stage, seconds, progress } = pulse;
    const { label = null, done = null, total = null } = progress ?? {};
    log.info({ code: 'still-running', region, runDate, stage, seconds, label, done, total }, pulseText(pulse));
  });
  return {
    show(region, event) {
      quiet.note(region, event);
      if (event.kind !== 'outcome') return;
      const { runDate, attempt, stage, status, exitCode, heldSegments = [] } = event.outcome;
      const run = attempt === undefined ? undefined : `${region}/${runDate}#${attempt}`;
      const fields = { code: 'night-ended', region, runDate, run, stage, status, exitCode, heldSegments };
      const level = exitCode === exitCodes.done ? 'info' : 'error';
      log[level](fields, `${region}/${runDate} ${outcomeText(event.outcome)}`);
    },
    end: async () => quiet.stop(),
  };
}
