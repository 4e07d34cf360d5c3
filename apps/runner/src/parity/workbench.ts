import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { Columns, Region, RowOfColumns } from '@lookalikes/schema';
import type { Engine, LoadBatch, ParamValue, Write } from '@lookalikes/stage-kit';
import { paritySql } from '../parity-sql.ts';
import type { TableName } from './tables.ts';
import { tables } from './tables.ts';

/** A database of its own, in a temporary folder, in which two sides are compared; gone when it is disposed. */
export class Workbench implements AsyncDisposable {
  readonly #folder: string;
  readonly #engine: Engine;
  readonly #region: Region;
  readonly #writes = new Map<TableName, Write>();

  private constructor(folder: string, engine: Engine, region: Region) {
    this.#folder = folder;
    this.#engine = engine;
    this.#region = region;
  }

  /** @param memory - what the database may use, as in `1GB`; what does not fit lies on the disk */
  static async open(region: Region, memory: string): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'lookalikes-parity-'));
    try {
      const engine = await duckdb({ path: 'parity.duckdb', memoryLimit: memory }).open({ root: folder, region });
      return new Workbench(folder, engine, region);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Fills a table. */
  async load(name: TableName, batches: AsyncIterable<LoadBatch>): Promise<number> {
    const write: Write = {
      dataset: tables[name],
      partition: { region: this.#region, date: '2000-01-01' },
      writeId: randomUUID(),
    };
    const { rows } = await this.#engine.load(write, batches);
    this.#writes.set(name, write);
    return rows;
  }

  /** The rows of `sql/parity/<name>.sql`. */
  async query<C extends Columns>(
    name: string,
    { columns, params = {} }: { readonly columns: C; readonly params?: Readonly<Record<string, ParamValue>> },
  ): Promise<RowOfColumns<C>[]> {
    const text = paritySql(name);
    const relations = Object.fromEntries(
      (Object.keys(tables) as TableName[]).map((table) => {
        const write = this.#writes.get(table);
        return [table, { kind: 'writes' as const, dataset: tables[table], writes: write ? [write] : [] }];
      }),
    );
    return (await this.#engine.query({ name, text, relations, params }, columns)) as RowOfColumns<C>[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
