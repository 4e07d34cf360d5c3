import { exitCodes } from '@lookalikes/stage-kit';
import type { Display } from './display.ts';
import { heartbeat, pulseText } from './heartbeat.ts';
import { outcomeText, stageText } from './lines.ts';

/** Where lines go, and how long a region may be without one. */
export interface PlainOptions {
  readonly write: (line: string) => void;
  readonly heartbeatSeconds: number;
}

/**
 * Plain lines, one a stage and one a night, and one from time to time where a region says nothing else.
 *
 * @example plainDisplay({ write: (line) => process.stderr.write(`${line}\n`), heartbeatSeconds: 60 })
 */
export function plainDisplay({ write, heartbeatSeconds }: PlainOptions): Display {
  const quiet = heartbeat(heartbeatSeconds, (pulse) => write(pulseText(pulse)));
  return {
    show(region, message) {
      quiet.note(region, message);
      if (message.kind === 'stage') {
        write(`${region}/${message.runDate} ${message.record.stage}: ${stageText(message.record)}`);
      }
      if (message.kind === 'outcome') {
        const { runDate, exitCode } = message.outcome;
        const level = exitCode === exitCodes.done ? '' : 'error: ';
        write(`${level}${region}/${runDate} ${outcomeText(message.outcome)}`);
      }
    },
    end: async () => quiet.stop(),
  };
}
