import { exitCodes } from '@lookalikes/stage-kit';
import type { Display } from './display.ts';
import { outcomeText, stageText } from './lines.ts';

/**
 * Plain lines, one a stage and one a night.
 *
 * @param write - where a line goes
 * @example plainDisplay((line) => process.stderr.write(`${line}\n`))
 */
export function plainDisplay(write: (line: string) => void): Display {
  return {
    show(region, message) {
      if (message.kind === 'stage') {
        write(`${region}/${message.runDate} ${message.record.stage}: ${stageText(message.record)}`);
      }
      if (message.kind === 'outcome') {
        const { runDate, exitCode } = message.outcome;
        const level = exitCode === exitCodes.done ? '' : 'error: ';
        write(`${level}${region}/${runDate} ${outcomeText(message.outcome)}`);
      }
    },
    end: async () => {},
  };
}
