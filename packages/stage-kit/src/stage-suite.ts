import type { Columns, Dataset } from '@lookalikes/schema';
import { inputs as inputContracts } from '@lookalikes/schema';
import type { Engine, Relation, Statement } from './engine.ts';
import { optionParamNames } from './options.ts';
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
 * Also, each `:option_…` is an option, and an audit names no other parameter than those that are always there.
 *
 * @param loaded - the writes that come from `load` and so have no file
 * @returns what does not fit; empty where all is well
 * @example expect(await sqlMisfits(scoring, engine, ['ranked_users'])).toEqual([])
 */
export async function sqlMisfits(stage: Stage, engine: Engine, loaded: readonly string[] = []): Promise<SqlMisfit[]> {
  const misfits: SqlMisfit[] = [];
  for (const { name, columns } of selects(stage, loaded)) {
    const file = `${stage.name}/sql/${name}.sql`;
    misfits.push(...(await misfitsOf(stage, engine, { file, columns, text: () => sqlFile(stage, name).text })));
  }
  const folder = `${stage.name}/sql/audits`;
  const audits = await collect(folder, misfits, () => auditFiles(stage));
  for (const { file, text } of audits) misfits.push(...(await misfitsOf(stage, engine, { file, text: () => text })));
  return misfits;
}

function selects(stage: Stage, loaded: readonly string[]): { name: string; columns: Columns }[] {
  const writes = Object.entries(stage.writes).filter(([name]) => !loaded.includes(name));
  return [
    ...writes.map(([name, dataset]) => ({ name, columns: dataset.columns })),
    ...Object.entries(stage.queries).map(([name, columns]) => ({ name, columns })),
  ];
}

/** A file to be held against the manifest: of a query or write, which has columns, or an audit, which has none. */
interface SqlUnderTest {
  readonly file: string;
  readonly text: () => string;
  readonly columns?: Columns;
}

async function misfitsOf(stage: Stage, engine: Engine, of: SqlUnderTest): Promise<SqlMisfit[]> {
  const misfits: SqlMisfit[] = [];
  const found = await collect(of.file, misfits, async () => engine.describe(emptyStatement(stage, of)));
  if (!of.columns || misfits.length > 0) return misfits;
  const expected = Object.entries(of.columns).map(([name, { type }]) => `${name} ${type}`);
  const selected = found.map(({ name, type }) => `${name} ${type}`);
  if (expected.join() === selected.join()) return [];
  return [{ file: of.file, problem: `selects (${selected.join(', ')}), declared are (${expected.join(', ')})` }];
}

/** What `find` gives; nothing where it fails, which is a misfit of the file. */
async function collect<T>(
  file: string,
  misfits: SqlMisfit[],
  find: () => Promise<readonly T[]> | readonly T[],
): Promise<readonly T[]> {
  try {
    return await find();
  } catch (error) {
    misfits.push({ file, problem: error instanceof Error ? error.message : String(error) });
    return [];
  }
}

function emptyStatement(stage: Stage, { file, text: readText, columns }: SqlUnderTest): Statement {
  const text = readText();
  const names = placeholdersOf(text);
  const known: Record<string, Relation> = {
    ...Object.fromEntries(Object.entries(stage.reads).map(([name, read]) => [name, emptyRead(read)])),
    ...Object.fromEntries(Object.entries(stage.writes).map(([name, dataset]) => [name, emptyWrites(dataset)])),
  };
  const always = Object.fromEntries(['region', 'run_date', ...optionParamNames(stage)].map((name) => [name, null]));
  // What `run` passes to a query or a write is not declared; an audit is passed nothing.
  const passed = names.params.filter((name) => columns !== undefined && !name.startsWith('option_'));
  return {
    name: file,
    text,
    relations: pick({ file, names: names.relations, kind: 'read' }, known),
    params: pick(
      { file, names: names.params, kind: 'parameter' },
      { ...Object.fromEntries(passed.map((name) => [name, null])), ...always },
    ),
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
