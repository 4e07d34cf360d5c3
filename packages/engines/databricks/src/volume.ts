import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Cancel } from '@lookalikes/stage-kit';
import type { Fields, Piece } from './load-rows.ts';
import { fieldsSelect, rowEnd } from './load-rows.ts';
import type { Gathering } from './gathering.ts';
import { literal } from './quote.ts';
import type { Sql, Warehouse } from './warehouse.ts';

/** A load's files in a volume, and the statements about them. */
export interface VolumeFolder {
  /** `/Volumes/<catalog>/<schema>/<volume>/<something of this load alone>` */
  readonly path: string;
  put(file: string, local: string): string;
  remove(file: string): string;
  /** The SELECT of the rows of all its files. */
  select(columns: Fields): string;
}

/** The statements of a load through a volume. They run on the service alone: no local endpoint has volumes. */
export function volumeFolder(volume: string, name: string): VolumeFolder {
  const path = `${volume.replace(/\/$/, '')}/load_${name}`;
  return {
    path,
    put: (file, local) => `PUT ${literal(local)} INTO ${literal(`${path}/${file}`)} OVERWRITE`,
    remove: (file) => `REMOVE ${literal(`${path}/${file}`)}`,
    select: (columns) =>
      fieldsSelect(columns, {
        line: 'value',
        from: `read_files(${literal(path)}, format => 'text', lineSep => '\\u001E', schema => 'value STRING')`,
      }),
  };
}

/** Gathers the pieces of a load as files in a volume. */
export class VolumeGathering implements Gathering {
  readonly #warehouse: Warehouse;
  readonly #folder: VolumeFolder;
  readonly #columns: Fields;
  readonly #name: string;
  readonly #cancel: Cancel;
  readonly #files: string[] = [];

  constructor(
    warehouse: Warehouse,
    { volume, columns, name }: { volume: string; columns: Fields; name: string },
    cancel: Cancel,
  ) {
    this.#warehouse = warehouse;
    this.#folder = volumeFolder(volume, randomUUID());
    this.#columns = columns;
    this.#name = name;
    this.#cancel = cancel;
  }

  async add({ text }: Piece): Promise<void> {
    const file = `${String(this.#files.length).padStart(5, '0')}.txt.gz`;
    const folder = await mkdtemp(join(tmpdir(), 'lookalikes-load-'));
    try {
      const local = join(folder, file);
      // Each row ends with its mark, also the last: a reader of lines takes what follows the last mark for no line.
      await writeFile(local, await promisify(gzip)(`${text}${rowEnd}`), { mode: 0o600 });
      this.#files.push(file);
      await this.#run({ sql: this.#folder.put(file, local), uploads: folder }, this.#cancel);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  select(): string {
    return this.#folder.select(this.#columns);
  }

  /** Removes the files, also of a load that was cancelled. */
  async end(cancel: Cancel): Promise<void> {
    for (const file of this.#files) await this.#run({ sql: this.#folder.remove(file) }, cancel);
  }

  async #run(statement: Pick<Sql, 'sql' | 'uploads'>, cancel: Cancel): Promise<void> {
    await this.#warehouse.run({ name: this.#name, ...statement }, cancel);
  }
}
