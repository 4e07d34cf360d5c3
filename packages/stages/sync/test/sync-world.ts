import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { RowOf } from '@lookalikes/schema';
import { audiences, files, guardRails, segments } from '@lookalikes/schema';
import type { Stage, StagesResult } from '@lookalikes/stage-kit';
import type { NightWorld } from '@lookalikes/stage-kit/testing';
import { given, nightWorld } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { sync } from '../src/stage.ts';

/** A row of the mapping; by default of the DSP `an`, long before the run date. */
interface Mapping {
  readonly id: string | null;
  readonly user: string | null;
  readonly at?: string;
  readonly source?: string;
}

/** What a test's night is given: users by segment, and so on. */
export interface Given {
  readonly users: Readonly<Record<string, readonly string[]>>;
  readonly mapping: readonly Mapping[];
  readonly optOuts?: readonly { readonly user: string; readonly since: string }[];
  readonly options?: object;
  /** The DSP's id of every segment; `77` and the segment's id where left out. */
  readonly dspSegmentId?: string;
  /** Days a user stays, for every segment. */
  readonly ttlDays?: number;
  /** 2026-11-21 where left out. */
  readonly runDate?: string;
  /** Segments that guard rails hold. */
  readonly held?: readonly string[];
  /** Another sync than ours. */
  readonly stage?: Stage;
}

/** Where the night's files lie. */
export const folder = 'lookalikes/amer/2026-11-21';

/** Two segments with users and one without; ids of several forms. */
export const plain: Given = {
  users: { '1': ['ann', 'bob', 'cat', 'dan'], '2': ['bob'], '3': [] },
  mapping: [
    { id: '10', user: 'ann' },
    { id: '9', user: 'ann' },
    { id: '200', user: 'bob' },
    { id: '77', user: 'cat', source: 'st' },
    { id: '5', user: 'eve' },
    { id: '6', user: 'dan', at: '2026-11-21T00:00:00' },
  ],
};

const segment = (segment_id: string, { dspSegmentId, ttlDays }: Given): RowOf<typeof segments.v1> => ({
  segment_id,
  name: segment_id,
  dsp: 'an',
  dsp_segment_id: dspSegmentId ?? `77${segment_id}`,
  audience_size: null,
  ttl_days: ttlDays ?? null,
});

const audience = (segment_id: string, users: readonly string[]): RowOf<typeof audiences.v1>[] =>
  users.map((user_id, at) => ({ segment_id, user_key: BigInt(at), user_id, score: -at / 4, rank: at + 1 }));

const heldBy = (segment_id: string): RowOf<typeof guardRails.v1> => ({
  segment_id,
  rail: 'reach',
  value: 4,
  baseline: 100,
  lowest: 90,
  highest: 110,
  nights: 4,
  verdict: 'hold',
});

/** A world in which sync runs on what it is given. */
export class SyncWorld implements AsyncDisposable {
  readonly night: NightWorld;

  constructor(night: NightWorld) {
    this.night = night;
  }

  static async open(): Promise<SyncWorld> {
    return new SyncWorld(
      await nightWorld({
        engine: () => duckdb({ path: 'night.duckdb', threads: 2 }),
        store: fileStore({ root: 'objects' }),
      }),
    );
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.night[Symbol.asyncDispose]();
  }

  run(of: Given): Promise<StagesResult> {
    const { users, mapping, optOuts, options = {}, runDate, held = [], stage = sync } = of;
    this.#write(
      'mapping.jsonl',
      mapping.map(({ id, user, at = '2026-11-01T00:00:00', source = 'an' }) => ({
        event_time: at,
        source,
        source_user_id: id,
        user_id: user,
      })),
    );
    this.#write(
      'opt-outs.jsonl',
      (optOuts ?? []).map(({ user, since }) => ({ user_id: user, since })),
    );
    const names = Object.keys(users);
    const earlier = given(
      [segments.v1, names.map((name) => segment(name, of))],
      [audiences.v1, names.flatMap((name) => audience(name, users[name] ?? []))],
      [guardRails.v1, held.map(heldBy)],
    );
    return this.night.run([earlier, stage], {
      inputs: {
        mapping: files('inputs/mapping.jsonl'),
        ...(optOuts ? { optOuts: files('inputs/opt-outs.jsonl') } : {}),
      },
      stages: { sync: options },
      ...(runDate === undefined ? {} : { runDate }),
    });
  }

  /** Runs sync on an audience whose segment is not of the night; the mapping is that of the last run. */
  runWithoutSegments(users: readonly string[]): Promise<StagesResult> {
    const earlier = given([segments.v1, []], [audiences.v1, audience('1', users)], [guardRails.v1, []]);
    return this.night.run([earlier, sync], { inputs: { mapping: files('inputs/mapping.jsonl') } });
  }

  bytesOf(key: string): Promise<Uint8Array> {
    return this.night.store.get(key);
  }

  async linesOf(key: string): Promise<string[]> {
    return gunzipSync(await this.bytesOf(key))
      .toString()
      .split('\n')
      .slice(0, -1);
  }

  /** What the manifest of a night names, unpacked: the lines of all files. Nothing where there is no manifest. */
  async deliveredLines(runDate: string): Promise<string[]> {
    const key = `lookalikes/amer/${runDate}/manifest.json`;
    if ((await this.night.store.head(key)) === undefined) return [];
    const manifest = JSON.parse(Buffer.from(await this.bytesOf(key)).toString()) as { files: { key: string }[] };
    return (await Promise.all(manifest.files.map((file) => this.linesOf(file.key)))).flat();
  }

  async keys(prefix = folder): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of this.night.store.list(`${prefix}/`)) found.push(key);
    return found;
  }

  /** Every object of the night with its sha256. */
  async sums(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const key of await this.keys()) found[key] = sumOf(await this.bytesOf(key));
    return found;
  }

  #write(file: string, rows: readonly object[]): void {
    mkdirSync(join(this.night.root, 'inputs'), { recursive: true });
    writeFileSync(join(this.night.root, 'inputs', file), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
}

/** A sha256, hexadecimal. */
export const sumOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The figures of sync: a segment's, or the night's own. */
export const figuresOf = ({ record }: StagesResult, of?: string): Record<string, unknown> =>
  Object.fromEntries(
    record.stages[1]?.figures.filter(({ segment: id }) => id === of).map(({ name, value }) => [name, value]) ?? [],
  );

/** The warnings of sync: code and segment. */
export const warningsOf = ({ record }: StagesResult) =>
  record.stages[1]?.warnings.map(({ code, segment: id }) => [code, id]);
