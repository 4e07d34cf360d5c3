import type { Columns, Dataset } from '@lookalikes/schema';
import { inputs as inputContracts } from '@lookalikes/schema';
import type { Engine, Relation, Statement } from './engine.ts';
import type { AuditFile } from './sql-files.ts';
import { auditFiles, sqlFile } from './sql-files.ts';
import { pick, placeholdersOf } from './sql-template.ts';
import type { Read, Stage } from './stage.ts';
import { datasetOf } from './stage.ts';

/** A SQL file of a stage that does not fit what the stage declares. */
export interface SqlMisfit {
  readonly file: string;
  readonly problem: string;
}

/**
 * Holds every `.sql` file of a stage against its manifest, on empty tables: each `{{…}}` is a declared read or write, each
 * query's and each write's SELECT gives exactly the declared columns, and every file compiles on the engine.
 *
 * @param loaded - the writes that come from `load` and so have no file
 * @returns what does not fit; empty where all is well
 * @example expect(await sqlMisfits(scoring, engine, ['ranked_users'])).toEqual([])
 */
export async function sqlMisfits(stage: Stage, engine: Engine, loaded: readonly string[] = []): Promise<SqlMisfit[]> {
  const misfits: SqlMisfit[] = [];
  for (const { name, columns } of selects(stage, loaded)) {
    misfits.push(...(await misfitsOf(stage, engine, { ...sqlFile(stage, name), columns })));
  }
  for (const audit of auditFiles(stage)) misfits.push(...(await misfitsOf(stage, engine, audit)));
  return misfits;
}

function selects(stage: Stage, loaded: readonly string[]): { name: string; columns: Columns }[] {
  const writes = Object.entries(stage.writes).filter(([name]) => !loaded.includes(name));
  return [
    ...writes.map(([name, dataset]) => ({ name, columns: dataset.columns })),
    ...Object.entries(stage.queries).map(([name, columns]) => ({ name, columns })),
  ];
}

async function misfitsOf(
  stage: Stage,
  engine: Engine,
  of: { file: string; text: string; columns?: Columns } | AuditFile,
): Promise<SqlMisfit[]> {
  try {
    const found = await engine.describe(emptyStatement(stage, of));
    const columns = 'columns' in of ? of.columns : undefined;
    if (!columns) return [];
    const expected = Object.entries(columns).map(([name, { type }]) => `${name} ${type}`);
    const selected = found.map(({ name, type }) => `${name} ${type}`);
    if (expected.join() === selected.join()) return [];
    return [{ file: of.file, problem: `selects (${selected.join(', ')}), declared are (${expected.join(', ')})` }];
  } catch (error) {
    return [{ file: of.file, problem: error instanceof Error ? error.message : String(error) }];
  }
}

function emptyStatement(stage: Stage, { file, text }: { file: string; text: string }): Statement {
  const names = placeholdersOf(text);
  const known: Record<string, Relation> = {
    ...Object.fromEntries(Object.entries(stage.reads).map(([name, read]) => [name, emptyRead(read)])),
    ...Object.fromEntries(Object.entries(stage.writes).map(([name, dataset]) => [name, emptyWrites(dataset)])),
  };
  return {
    name: file,
    text,
    relations: pick({ file, names: names.relations, kind: 'read' }, known),
    params: Object.fromEntries(names.params.map((name) => [name, null])),
  };
}

function emptyRead(read: Read): Relation {
  const dataset = datasetOf(read);
  if (dataset) return emptyWrites(dataset);
  const contract =
    read.kind === 'optional' ? read.input : inputContracts[(read as { name: keyof typeof inputContracts }).name];
  return { kind: 'empty', columns: contract.columns };
}

const emptyWrites = (dataset: Dataset): Relation => ({ kind: 'writes', dataset, writes: [] });
