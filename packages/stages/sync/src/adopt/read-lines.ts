import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ObjectStore } from '@lookalikes/stage-kit';
import { SyncError } from '../error.ts';
import type { Layout } from '../layout.ts';

/** Files of one layout, by key. */
export interface AdoptedFiles {
  readonly store: Pick<ObjectStore, 'getStream' | 'locate'>;
  readonly keys: readonly string[];
  readonly layout: Layout;
  readonly signal: AbortSignal;
}

const batchRows = 4_096;

/** The column that says the segment: the DSP's name of it, or ours. */
export const segmentColumn = ({ columns }: Layout): 'dsp_segment_id' | 'segment_id' | undefined =>
  (['dsp_segment_id', 'segment_id'] as const).find((name) => columns.includes(name));

/**
 * The ids of gzipped segment files and what the files call their segments, in bounded memory. Lines that remove somebody are
 * passed over.
 *
 * @throws SyncError `bad-file`, naming file and line, for broken gzip or a line that is unlike the layout
 */
export async function* readAdopted(files: AdoptedFiles) {
  const { columns, separator, header } = files.layout;
  const idAt = columns.indexOf('dsp_user_id');
  const segmentAt = columns.indexOf(segmentColumn(files.layout) ?? 'dsp_segment_id');
  const minutesAt = columns.indexOf('expiration_minutes');
  let batch = { segment: [] as string[], dsp_user_id: [] as string[] };
  for (const key of files.keys) {
    let number = 0;
    for await (const line of linesOf(files, key)) {
      number++;
      if (header && number === 1) continue;
      const values = line.split(separator);
      const [id = '', segment = ''] = [values[idAt], values[segmentAt]];
      if (values.length !== columns.length || id === '' || segment === '') {
        throw new SyncError(
          'bad-file',
          `${files.store.locate(key)}, line ${number}: expected ${columns.join(', ')}. Say how the files are laid out by --preset, --columns and --header.`,
        );
      }
      if (minutesAt >= 0 && values[minutesAt] === '-1') continue;
      batch.segment.push(segment);
      batch.dsp_user_id.push(id);
      if (batch.segment.length < batchRows) continue;
      yield { rows: batch.segment.length, columns: batch };
      batch = { segment: [], dsp_user_id: [] };
    }
  }
  if (batch.segment.length > 0) yield { rows: batch.segment.length, columns: batch };
}

async function* linesOf({ store, signal }: AdoptedFiles, key: string): AsyncGenerator<string> {
  const gunzip = createGunzip();
  // An error of the source ends `gunzip` with it, and so is thrown where that is read.
  pipeline(Readable.from(store.getStream(key, { signal }), { objectMode: false }), gunzip, () => {});
  let rest = '';
  try {
    const decoder = new TextDecoder();
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split(/\r?\n/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new SyncError('bad-file', `${store.locate(key)} is no whole gzip file: ${error.message}. Fetch it again.`, {
      cause: error,
    });
  }
}
