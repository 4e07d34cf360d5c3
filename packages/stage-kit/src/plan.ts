import type { Dataset } from '@lookalikes/schema';
import { versionText } from '@lookalikes/schema';
import { closest } from './closest.ts';
import { StageKitError } from './error.ts';
import type { Read, Stage } from './stage.ts';
import { datasetOf } from './stage.ts';

/** One step of a night and what it waits for. */
export interface PlannedStage {
  readonly stage: Stage;
  /** The stages whose datasets it reads tonight. */
  readonly after: readonly string[];
}

/**
 * Checks that stages fit together and puts them in the order they run.
 *
 * Each dataset has exactly one writer; what is read is written under the same major and an equal or newer minor; nothing
 * waits for itself. All problems are told at once.
 *
 * @throws StageKitError `plan`, one line a problem
 * @example plan([scoring, trainingData, modelSelection]).map(({ stage }) => stage.name)
 */
export function plan(stages: readonly Stage[]): PlannedStage[] {
  const found = [...problemsOfWriters(stages), ...stages.flatMap((stage) => problemsOfReads(stage, stages))];
  if (found.length > 0) throw new StageKitError('plan', found.join('\n'));
  return inOrder(stages.map((stage) => ({ stage, after: waitsFor(stage, stages) })));
}

function problemsOfWriters(stages: readonly Stage[]): string[] {
  const writes = stages.flatMap((stage) => Object.values(stage.writes).map((dataset) => ({ stage, dataset })));
  return [...Map.groupBy(writes, ({ dataset }) => dataset.table)]
    .filter(([, writers]) => writers.length > 1)
    .map(
      ([table, writers]) =>
        `${table} is written by ${writers.map(({ stage }) => stage.name).join(' and ')}: a dataset has one writer`,
    );
}

function problemsOfReads(stage: Stage, stages: readonly Stage[]): string[] {
  const written = stages.flatMap(publishedBy);
  return Object.entries(stage.reads).flatMap(([name, read]) => {
    const dataset = datasetOf(read);
    if (!dataset) return [];
    const sameName = written.filter((candidate) => candidate.name === dataset.name);
    const writer = sameName.find((candidate) => candidate.version.major === dataset.version.major);
    const asked = `${stage.name} reads ${dataset.name} ${versionText(dataset.version)} as '${name}'`;
    if (sameName.length === 0) {
      return [
        `${asked}, which no stage writes${closest(
          dataset.name,
          written.map((candidate) => candidate.name),
        )}`,
      ];
    }
    if (!writer)
      return [`${asked}, but it is written as ${sameName.map(({ version }) => versionText(version)).join(', ')}`];
    if (writer.version.minor < dataset.version.minor) {
      return [`${asked}, but it is written as ${versionText(writer.version)}: upgrade ${dataset.writtenBy}`];
    }
    return [];
  });
}

/** What a stage leaves for others: all it writes, without what serves only its own run. */
function publishedBy({ writes, scratch }: Stage): Dataset[] {
  return Object.entries(writes).flatMap(([name, dataset]) => (scratch.includes(name) ? [] : [dataset]));
}

// A stage may read its own earlier days and nights; its own partition of tonight it would wait for itself.
function waitsFor(stage: Stage, stages: readonly Stage[]): string[] {
  const reads = Object.values(stage.reads);
  const waits = (other: Stage, kinds: readonly Read['kind'][]) => {
    const tables = new Set(reads.filter(({ kind }) => kinds.includes(kind)).map((read) => datasetOf(read)?.table));
    return publishedBy(other).some(({ table }) => tables.has(table));
  };
  return stages
    .filter((other) => waits(other, other === stage ? ['dataset'] : ['dataset', 'days']))
    .map(({ name }) => name);
}

function inOrder(planned: readonly PlannedStage[]): PlannedStage[] {
  const ordered: PlannedStage[] = [];
  const left = new Set(planned);
  while (left.size > 0) {
    const ready = [...left].find(
      ({ after }) => !after.some((name) => [...left].some(({ stage }) => stage.name === name)),
    );
    if (!ready) throw new StageKitError('plan', cycleMessage([...left]));
    ordered.push(ready);
    left.delete(ready);
  }
  return ordered;
}

/** Follows who waits for whom until a stage comes again; those that only wait for the circle are left out. */
function cycleMessage(stuck: readonly PlannedStage[]): string {
  const way: string[] = [];
  let at = stuck[0];
  while (at && !way.includes(at.stage.name)) {
    way.push(at.stage.name);
    const { after } = at;
    at = stuck.find(({ stage }) => after.includes(stage.name));
  }
  const circle = way.slice(way.indexOf(at?.stage.name ?? ''));
  return circle.length === 1
    ? `${circle.join()} waits for itself: it reads tonight's partition of what it writes; read it as previous(…) or days(…)`
    : `${circle.join(', ')} wait for each other: each reads what another of them writes tonight`;
}
