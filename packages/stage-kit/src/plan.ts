import { versionText } from '@lookalikes/schema';
import { closest } from './closest.ts';
import { StageKitError } from './error.ts';
import type { Stage } from './stage.ts';
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
  const written = stages.flatMap((other) => Object.values(other.writes));
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

function waitsFor(stage: Stage, stages: readonly Stage[]): string[] {
  const tonight = Object.values(stage.reads).filter((read) => read.kind === 'dataset' || read.kind === 'days');
  const tables = new Set(tonight.map((read) => datasetOf(read)?.table));
  return stages
    .filter((other) => other !== stage && Object.values(other.writes).some(({ table }) => tables.has(table)))
    .map(({ name }) => name);
}

function inOrder(planned: readonly PlannedStage[]): PlannedStage[] {
  const ordered: PlannedStage[] = [];
  const left = new Set(planned);
  while (left.size > 0) {
    const ready = [...left].find(
      ({ after }) => !after.some((name) => [...left].some(({ stage }) => stage.name === name)),
    );
    if (!ready) {
      const names = [...left].map(({ stage }) => stage.name).join(', ');
      throw new StageKitError('plan', `${names} wait for each other: each reads what another of them writes tonight`);
    }
    ordered.push(ready);
    left.delete(ready);
  }
  return ordered;
}
