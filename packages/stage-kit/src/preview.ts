import type { Dataset, Day } from '@lookalikes/schema';
import { addDays, oneDay } from './days.ts';
import type { ParamValue, Relation, Statement } from './engine.ts';
import type { InputBindings } from './inputs.ts';
import { inputRelation } from './inputs.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { writeOf } from './ledger-entry.ts';
import { optionParams } from './options.ts';
import type { ReadPlace } from './reads.ts';
import { goodEntries } from './reads.ts';
import { pick, placeholdersOf } from './sql-template.ts';
import type { StageStep } from './stage-steps.ts';
import type { Read, Stage } from './stage.ts';

/** A statement as a night would run it, and what each of its reads is. */
export interface Preview {
  readonly statement: Statement;
  /** By name: what `{{name}}` stands for, for a person. */
  readonly reads: Readonly<Record<string, string>>;
}

/** What a read is, for the engine and for a person. */
interface Seen {
  readonly relation: Relation;
  readonly about: string;
}

/**
 * The statement of a step as tonight's run would make it, as far as that is known: what is not published yet, what the run
 * itself writes, and the parameters that it passes are named in angle brackets in the place of their values.
 *
 * Reads the ledger, and nothing else.
 *
 * @param place - as for a run, the options complete
 * @throws StageKitError `config` where an input is not bound; `sql` where the file names what is no read
 * @example const { statement } = await previewStep(scoring, stageSteps(scoring)[0], place);
 */
export async function previewStep(stage: Stage, step: StageStep, place: ReadPlace): Promise<Preview> {
  const names = placeholdersOf(step.text);
  const known = Object.fromEntries([
    ...Object.entries(stage.reads).map(([name, read]) => [name, () => seenRead(read, { step, stage, place })]),
    ...Object.entries(stage.writes).map(([name, dataset]) => [name, () => ownWrite(name, dataset, place)]),
  ]) as Record<string, () => Promise<Seen> | Seen>;
  const seen: [string, Seen][] = [];
  for (const [name, look] of Object.entries(pick({ file: step.file, names: names.relations, kind: 'read' }, known))) {
    seen.push([name, await look()]);
  }
  const passed = Object.fromEntries(
    names.params.map((name): [string, ParamValue] => [name, `<${name}: told by the run>`]),
  );
  const params = { ...passed, region: place.region, run_date: place.runDate, ...optionParams(place.options) };
  return {
    statement: {
      name: step.file,
      text: step.text,
      relations: Object.fromEntries(seen.map(([name, { relation }]) => [name, relation])),
      params: pick({ file: step.file, names: names.params, kind: 'parameter' }, params),
    },
    reads: Object.fromEntries(seen.map(([name, { about }]) => [name, about])),
  };
}

/** Who asks for a read. */
interface Asking {
  readonly stage: Stage;
  readonly step: StageStep;
  readonly place: ReadPlace;
}

async function seenRead(read: Read, { stage, step, place }: Asking): Promise<Seen> {
  const { region, runDate, ledger, options } = place;
  switch (read.kind) {
    case 'optional':
      return place.inputs[read.input.name as keyof InputBindings] === undefined
        ? {
            relation: { kind: 'empty', columns: read.input.columns },
            about: `input ${read.input.name}, which the config leaves out: empty`,
          }
        : seenRead(read.input, { stage, step, place });
    case 'input': {
      const relation = inputRelation(read, place);
      const day = stage.writes[step.name]?.partition[1] === 'event_date' ? addDays(runDate, -1) : undefined;
      if (day === undefined) return { relation, about: `input ${read.name}, before ${runDate}` };
      return {
        relation: { ...relation, days: oneDay(day) },
        about: `input ${read.name} of ${day}, as an example: a statement a day`,
      };
    }
    case 'previous': {
      const entry = await ledger.before(read.dataset, { region, date: runDate });
      return published(read.dataset, entry ? [entry] : [], `nothing of before ${runDate} is published: empty`);
    }
    case 'days': {
      const range = read.range({ runDate, options: options as never });
      const entries = await ledger.between(read.dataset, region, range);
      return published(read.dataset, entries, `no day from ${range.from} to before ${range.to} is published: empty`);
    }
    case 'good-nights': {
      const entries = await goodEntries(ledger, read, { region, date: runDate });
      return published(read.dataset, entries, `none of the ${read.nights} nights before ${runDate} ended well: empty`);
    }
    default: {
      const entry = await ledger.find(read, { region, date: runDate });
      if (entry) return published(read, [entry], '');
      return unwritten(read, { date: runDate, place, why: `${read.table} of ${region}/${runDate}: not published` });
    }
  }
}

function published(dataset: Dataset, entries: readonly LedgerEntry[], none: string): Seen {
  const writes = entries.map((entry) => writeOf(dataset, entry));
  const [first, last] = [entries[0], entries.at(-1)];
  const days =
    first &&
    last &&
    (first === last ? `of ${last.date}, by ${last.run}` : `of ${entries.length} days, ${first.date} to ${last.date}`);
  return { relation: { kind: 'writes', dataset, writes }, about: `${dataset.table}${days ? ` ${days}` : `: ${none}`}` };
}

/** What the stage has written itself by the time the step runs. */
function ownWrite(name: string, dataset: Dataset, place: ReadPlace): Seen {
  const date = dataset.partition[1] === 'run_date' ? place.runDate : addDays(place.runDate, -1);
  return unwritten(dataset, { date, place, why: `${name}: written by the run itself` });
}

function unwritten(dataset: Dataset, { date, place, why }: { date: Day; place: ReadPlace; why: string }): Seen {
  const write = { dataset, partition: { region: place.region, date }, writeId: `<${why}>` };
  return { relation: { kind: 'writes', dataset, writes: [write] }, about: why };
}
