import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ObjectStore } from '@lookalikes/stage-kit';

/** What is checked of a delivery's manifest. */
interface Manifest {
  readonly mode: string;
  readonly since: string | null;
  readonly segments: readonly { readonly segment_id: string; readonly rows: number }[];
  readonly files: readonly {
    readonly key: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

/** A night's delivery as whoever takes it finds it. */
export interface Delivery {
  readonly mode: string;
  /** The run date that a delta starts from. */
  readonly since: string | null;
  /** The segments that the manifest names. */
  readonly segments: readonly string[];
  /** The lines of all files. */
  readonly lines: readonly string[];
}

/**
 * Takes a delivery as the DSP hand-over does: by its manifest, each file held against what that says of it.
 *
 * @param place - URI or key of the night's folder
 * @throws Error where a file is not what its manifest says, or one lies there that it does not name
 */
export async function takeDelivery(store: ObjectStore, place: string): Promise<Delivery> {
  const manifest = JSON.parse(new TextDecoder().decode(await store.get(`${place}/manifest.json`))) as Manifest;
  const lines: string[] = [];
  for (const { key, rows, bytes, sha256 } of manifest.files) {
    const content = await store.get(key);
    const own = gunzipSync(content).toString('latin1').split('\n').slice(0, -1);
    const found = { rows: own.length, bytes: content.length, sha256: sha256Of(content) };
    const expected = { rows, bytes, sha256 };
    if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${key} is not what its manifest says`);
    lines.push(...own);
  }
  const named = new Set([`${place}/manifest.json`, ...manifest.files.map(({ key }) => key)]);
  for await (const { key } of store.list(`${place}/`)) {
    if (!key.includes('/reports/') && !named.has(key)) throw new Error(`no manifest names ${key}`);
  }
  const segments = manifest.segments.map(({ segment_id }) => segment_id);
  return { mode: manifest.mode, since: manifest.since, segments, lines };
}

const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * Who is in which of the DSP's segments after deliveries of the layout `xandr`, `<dsp segment> <id>`, sorted: uploads append, and
 * nobody leaves but by a line of -1 or when his time is over.
 *
 * @param deliveries - in the order of the nights
 * @param at - the moment that is asked about
 */
export function replayed(deliveries: readonly Delivery[], at: string): string[] {
  const until = new Map<string, number>();
  for (const line of deliveries.flatMap(({ lines }) => lines)) {
    const [id, timestamp, segment, , minutes] = line.split('\t');
    if (minutes === '-1') until.delete(`${segment} ${id}`);
    else until.set(`${segment} ${id}`, Number(timestamp) + Number(minutes) * 60);
  }
  const now = Date.parse(at) / 1000;
  return [...until.keys()].filter((member) => (until.get(member) ?? 0) > now).toSorted();
}
