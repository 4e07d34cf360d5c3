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
  readonly #rowsAtOnce: number;
  readonly #writes = new Map<TableName, Write>();
  /** The rows of the largest table. */
  #mostRows = 0;

  private constructor(of: {
    readonly folder: string;
    readonly engine: Engine;
    readonly region: Region;
    readonly rowsAtOnce: number;
  }) {
    this.#folder = of.folder;
    this.#engine = of.engine;
    this.#region = of.region;
    this.#rowsAtOnce = of.rowsAtOnce;
  }

  /**
   * @param memory - what the database may use, as in `1GB`; what does not fit lies on the disk
   * @param rowsAtOnce - about how many rows of a table are compared at a time
   */
  static async open(
    region: Region,
    { memory, rowsAtOnce }: { memory: string; rowsAtOnce: number },
  ): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'lookalikes-parity-'));
    try {
      const engine = await duckdb({ path: 'parity.duckdb', memoryLimit: memory }).open({ root: folder, region });
      return new Workbench({ folder, engine, region, rowsAtOnce });
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
    this.#mostRows = Math.max(this.#mostRows, rows);
    return rows;
  }

  /**
   * The rows of `sql/parity/<name>.sql`, part by part: a file compares what falls into `:part` of `:parts` alone, as large
   * joins need more memory than they are given, whatever lies on the disk.
   */
  async query<C extends Columns>(name: string, columns: C): Promise<RowOfColumns<C>[]> {
    const parts = Math.max(1, Math.ceil(this.#mostRows / this.#rowsAtOnce));
    const found: RowOfColumns<C>[] = [];
    for (let part = 0; part < parts; part++)
      found.push(...(await this.#part(name, { columns, params: { part, parts } })));
    return found;
  }

  async #part<C extends Columns>(
    name: string,
    { columns, params }: { readonly columns: C; readonly params: Readonly<Record<string, ParamValue>> },
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
