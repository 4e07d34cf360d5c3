import type { RunRecord } from '@lookalikes/stage-kit';
import { exitCodes } from '@lookalikes/stage-kit';
import type { NightOutcome } from '../../src/night/outcome.ts';
import type { Ended } from './command.ts';
import type { World } from './world.ts';
import { textOfError } from './world.ts';

/** What may end a night, or a sweep, that nobody has taken the region from. */
const usual = ['io', 'statement-failed', 'lock-lost', 'lock-held', 'publish-conflict', 'held', 'stopped', 'usage'];

/** What one that was taken over may find besides: things that another has removed. */
const overtaken = [...usual, 'interrupted', 'not-found', 'no-such-write', 'read-missing'];

/** Holds the end of a command against what happened: its exit status, its outcomes, its error. */
export function checkEnded(world: World, { process, exitCode, outcomes, error }: Ended): void {
  const tell = (line: string) => world.fault(`${process.name}: ${line}`);
  const known = world.watch.isOvertaken(process) ? overtaken : usual;
  if (exitCode === undefined) return;
  if (error !== undefined) {
    world.watch.raised(process, error);
    const { code } = error as { code?: string };
    if (!known.includes(String(code))) tell(`ends with ${textOfError(error)}`);
  }
  for (const outcome of outcomes) {
    for (const line of problemsOf(world, outcome, known)) tell(line);
    if (outcome.status === 'cancelled' && !process.stopping.signal.aborted)
      tell('is cancelled though nobody stopped it');
  }
}

function problemsOf(world: World, outcome: NightOutcome, known: readonly string[]): string[] {
  const { runDate, status, exitCode, heldSegments = [], message = '' } = outcome;
  const record = recordOf(world, outcome);
  const told = `${runDate} is ${status} with ${exitCode}`;
  switch (status) {
    case 'done':
      return [
        ...(record?.status === 'done' ? [] : [`${told}, and its record is ${record?.status ?? 'not there'}`]),
        ...(exitCode === (heldSegments.length > 0 ? exitCodes.held : exitCodes.done) ? [] : [told]),
        ...unpublished(world, runDate).map((table) => `${told}, and ${table} is not published`),
      ];
    case 'already':
      return exitCode === exitCodes.done ? [] : [told];
    case 'not-begun':
      return exitCode === exitCodes.failed || exitCode === exitCodes.lockHeld
        ? bugsIn(message)
        : [`${told}: ${message}`];
    case 'held':
      // Somebody may have mended the day since.
      return [...world.days.values()].some(({ flawed, basis }) => flawed || basis === 'b') &&
        exitCode === exitCodes.held
        ? []
        : [told];
    default: {
      const code = record?.failure?.code;
      // What broke it may have been the store that the record goes to.
      if (code === undefined || known.includes(code)) return bugsIn(message);
      return [`${told}, by ${code}: ${message}`];
    }
  }
}

/** The datasets of a night that are not published. */
function unpublished({ objects }: World, runDate: string): string[] {
  const tables = ['pool_v1', 'model_v1', 'weights_v1', 'delivered_v1'];
  return tables.filter((table) => {
    const entries = objects.keys(`ledger/amer/${table}/${runDate}/`);
    return entries.every((key) => objects.get(key).startsWith('{"void"'));
  });
}

function recordOf({ objects }: World, { runDate, attempt = 0 }: NightOutcome): RunRecord | undefined {
  const text = objects.find(`runs/amer/${runDate}/${String(attempt).padStart(4, '0')}.json`);
  return text === undefined ? undefined : (JSON.parse(text) as RunRecord);
}

/** A message that only a mistake of ours makes. */
const bugsIn = (message: string): string[] =>
  /is not a function|is not iterable|Cannot read|undefined/.test(message) ? [message] : [];
