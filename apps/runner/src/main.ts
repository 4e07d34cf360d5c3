import { Command } from '@commander-js/extra-typings';
import { runCommand } from '@lookalikes/stage-kit';
import { addBackfill } from './commands/backfill.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addGc } from './commands/gc.ts';
import { addHold, addRelease } from './commands/hold.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addPage } from './commands/page.ts';
import { addParity } from './commands/parity.ts';
import { addPlan } from './commands/plan.ts';
import { addResume } from './commands/resume.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addSample } from './commands/sample.ts';
import { addShow } from './commands/show.ts';
import { addSql } from './commands/sql.ts';
import { version } from './version.ts';

/**
 * Runs the `lookalikes` command and sets the process's exit status.
 *
 * @param argv - as `process.argv`
 * @example await main(process.argv);
 */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('lookalikes')
    .description("Pixels into audiences: learn from a segment's seeds who looks like them, night by night.")
    .version(version)
    .showHelpAfterError('(--help says what there is)')
    .addHelpText('after', exitStatus)
    .exitOverride();
  for (const add of [
    addInit,
    addPlan,
    addRun,
    addResume,
    addBackfill,
    addGc,
    addHold,
    addRelease,
    addRuns,
    addShow,
    addPage,
    addDiff,
    addExplain,
    addSql,
    addSample,
    addImport,
    addDoctor,
    addParity,
  ])
    add(program);
  process.stdout.on('error', leaveQuietly);
  await runCommand(program, argv);
}

/** Whoever read the output has seen enough, as in `lookalikes runs | head`. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

const exitStatus = `
Exit status: 0 done, 1 failed, 2 wrong usage or config, 3 held back by an audit or a guard rail, 4 another run has the region,
75 an input is not there yet: try again, 130 or 143 stopped.`;
