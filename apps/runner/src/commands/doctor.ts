import { styleText } from 'node:util';
import { exitCodes } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { configOption } from '../arguments.ts';
import type { Finding } from '../doctor/finding.ts';
import { examine } from '../doctor/examine.ts';
import { print, printJson } from '../output.ts';

/** Adds `lookalikes doctor`. */
export function addDoctor(program: Program): void {
  program
    .command('doctor')
    .description(
      'look whether a night could run: Node, config, object store, databases, and per region lock, engine and inputs',
    )
    .addOption(configOption())
    .option('--json', 'print the findings as JSON')
    .action(async (options: { config?: string; json?: boolean }) => {
      const findings = await examine(options.config);
      if (options.json) printJson(findings);
      else print(findings.map(findingText));
      if (findings.some(({ state }) => state === 'problem')) process.exitCode = exitCodes.failed;
    });
}

const colours = { ok: 'green', busy: 'yellow', problem: 'red' } as const;

const findingText = ({ state, what, detail }: Finding): string =>
  `${styleText(colours[state], state.padEnd(7))} ${what}: ${detail}`;
