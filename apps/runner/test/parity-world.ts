import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { Day } from '@lookalikes/schema';
import { audiences, files, guardRails, segments } from '@lookalikes/schema';
import type { CheckedConfig, Stage } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { sync } from '@lookalikes/sync';
import { ParityLayout } from '../src/parity/layout.ts';
import type { ParityReport } from '../src/parity/report.ts';
import { runParity } from '../src/parity/run-parity.ts';

const adapters = {
  engine: () => duckdb({ path: 'night.duckdb', threads: 2 }),
  store: fileStore({ root: 'objects' }),
};
const night = { region: 'amer', runDate: '2026-11-21' } as const;
const folder = `lookalikes/amer/${night.runDate}`;
const ids = Array.from({ length: 200 }, (_, at) => String(1000 + at * 7));

/** Stands for reporting: two small reports, and the figures that say where they lie. */
const reports = (): Stage => ({
  ...given(),
  name: 'reporting',
  run: async (of) => {
    const put = async (report: string, lines: readonly string[]) => {
      const key = `${folder}/reports/${report}.tsv`;
      await of.store.put(key, lines.map((line) => `${line}\n`).join(''));
      of.figure(`${report}.tsv`, key);
    };
    const weights = Array.from({ length: 20 }, (_, at) => `s 1\tone\ttoken\\\\${at}\t${(20 - at) / 8}\t${at + 1}`);
    await put('supa_models_collection', ['segment_id\tsegment_name\ttoken\tweight\tweight_rank', ...weights]);
    await put('segment_sizes', ['segment_id\tsegment_name\treach', 's 1\tone\t200', 's2\ttwo\t50', 's3\tthree\t0']);
  },
});

/** A night of two segments, and what the legacy left of the same: at first the same files. */
export class ParityWorld implements AsyncDisposable {
  readonly world: NightWorld;
  readonly legacy: string;

  private constructor(world: NightWorld) {
    this.world = world;
    this.legacy = join(world.root, 'legacy');
  }

  static async open(options: object = {}): Promise<ParityWorld> {
    const made = new ParityWorld(await nightWorld(adapters));
    const { root } = made.world;
    mkdirSync(join(root, 'inputs'));
    const mapping = ids.map((id) => ({
      event_time: '2026-11-01T00:00:00',
      source: 'an',
      source_user_id: id,
      user_id: `u${id}`,
    }));
    writeFileSync(join(root, 'inputs/mapping.jsonl'), mapping.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const segment = (segment_id: string, dsp_segment_id: string) => ({
      segment_id,
      name: segment_id,
      dsp: 'an',
      dsp_segment_id,
      audience_size: null,
      ttl_days: null,
    });
    const audience = (segment_id: string, of: readonly string[]) =>
      of.map((id, at) => ({ segment_id, user_key: BigInt(at), user_id: `u${id}`, score: -at, rank: at + 1 }));
    const earlier = given(
      [segments.v1, [segment('s 1', '771'), segment('s2', '772')]],
      [audiences.v1, [...audience('s 1', ids), ...audience('s2', ids.slice(0, 50))]],
      [guardRails.v1, []],
    );
    const { error } = await made.world.run([earlier, sync, reports()], {
      ...night,
      inputs: { mapping: files('inputs/mapping.jsonl') },
      stages: { sync: options },
    });
    if (error !== undefined) throw new Error('the night did not end well', { cause: error });
    cpSync(join(root, 'objects/lookalikes'), join(made.legacy, 'lookalikes'), { recursive: true });
    // Our reports escape a backslash; the legacy's have it as it is.
    const weights = `${folder}/reports/supa_models_collection.tsv`;
    made.put(weights, readFileSync(join(made.legacy, weights), 'utf8').replaceAll('\\\\', '\\'));
    return made;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.world[Symbol.asyncDispose]();
  }

  /** @param legacy - where the legacy's outputs lie, if not in the folder */
  compare(layout: object = {}, runDate: Day = night.runDate, legacy = this.legacy): Promise<ParityReport> {
    const config: CheckedConfig = { ...adapters, regions: ['amer'], inputs: {}, stages: {} };
    return runParity({
      config,
      root: this.world.root,
      night: { ...night, runDate },
      legacy,
      layout: ParityLayout.parse(layout),
      memory: '256MB',
      // So that there are several parts.
      rowsAtOnce: 70,
    });
  }

  /** Changes the lines of a legacy segment file. */
  edit(segment: string, change: (lines: string[]) => readonly string[], end = '\n'): void {
    const path = join(this.legacy, folder, segment, 'part-00000.tsv.gz');
    const lines = gunzipSync(readFileSync(path)).toString().split('\n').slice(0, -1);
    writeFileSync(
      path,
      gzipSync(
        change(lines)
          .map((line) => line + end)
          .join(''),
      ),
    );
  }

  /** Writes a file of the legacy. */
  put(path: string, content: string | Uint8Array): void {
    mkdirSync(join(this.legacy, path, '..'), { recursive: true });
    writeFileSync(join(this.legacy, path), content);
  }

  /** The paths of the legacy's files. */
  paths(): string[] {
    return readdirSync(this.legacy, { recursive: true }).map(String).toSorted();
  }
}

/** Where both sides' files of the night lie. */
export const nightFolder = folder;
