import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Day } from './days.ts';
import { SampleDataError } from './errors.ts';
import { exists, writeText } from './files.ts';

/** One row of the segments TSV, or a text that stands for a broken one. */
export type SegmentLine = readonly (string | number | boolean)[];

/** The config's values that differ between data sets. */
export interface ConfigChoices {
  /** The regions to run, where they are not both. */
  regions?: readonly string[];
  /** Whether there are opt-outs to read. */
  optOuts: boolean;
  /** Options a stage, as `lookalikes.config.ts` takes them. */
  stages: Record<string, Record<string, number | boolean | string>>;
}

const metadata = 'objects/lookalikes/latest';

/** Where each part of the inputs is, under the folder they are made in. */
export const places = {
  config: 'lookalikes.config.ts',
  nights: 'nights.txt',
  pixels: `${metadata}/production_lookalike_pixels.tsv`,
  segments: `${metadata}/production_lookalike_segments.tsv`,
  events: (source: string, day: Day) => join('inputs/events', source, day),
  mapping: (region: string) => join('inputs/mapping', region),
  optOuts: 'inputs/opt-outs',
  truth: 'truth/interests.parquet',
  marker: 'sample.json',
} as const;

const segmentColumns = 'segment_id name region dsp dsp_segment_id audience_size ttl_days active'.split(' ');

/** Writes the two TSVs that the metadata stage reads, each with a header line. */
export async function writeMetadata(
  to: string,
  lines: { pixels: readonly (readonly string[])[]; segments: readonly SegmentLine[] },
): Promise<void> {
  await writeText(join(to, places.pixels), tsv([['segment_id', 'pixel_id'], ...lines.pixels]));
  await writeText(join(to, places.segments), tsv([segmentColumns, ...lines.segments]));
}

function tsv(lines: readonly SegmentLine[]): string {
  return lines.map((fields) => `${fields.join('\t')}\n`).join('');
}

/** Writes `lookalikes.config.ts` unless there is one: whoever changed theirs keeps it. */
export async function writeConfig(to: string, choices: ConfigChoices): Promise<void> {
  const path = join(to, places.config);
  if (!(await exists(path))) await writeText(path, configText(choices));
}

function configText({ regions, optOuts, stages }: ConfigChoices): string {
  const options = Object.entries(stages).map(([stage, values]) => {
    const fields = Object.entries(values).map(([key, value]) => `${key}: ${literal(value)}`);
    const key = /^[a-z]+$/.test(stage) ? stage : `'${stage}'`;
    return `    ${key}: { ${fields.join(', ')} },\n`;
  });
  return `import { defineConfig, files } from '@lookalikes/stage-kit';
import { duckdb } from '@lookalikes/engine-duckdb';
import { fileStore } from '@lookalikes/store-file';

export default defineConfig({
${regions ? `  regions: [${regions.map((region) => `'${region}'`).join(', ')}],\n` : ''}\
  engine: ({ region }) => duckdb({ path: \`.lookalikes/\${region}.duckdb\`, memoryLimit: '1GB', threads: 2 }),
  store: fileStore({ root: 'objects' }),
  inputs: {
    events: files('inputs/events/{source}/{date}/*.parquet'),
    mapping: files('inputs/mapping/{region}/*.parquet'),
${optOuts ? `    optOuts: files('inputs/opt-outs/*.parquet'),\n` : ''}  },
  stages: {
${options.join('')}  },
});
`;
}

function literal(value: number | boolean | string): string {
  if (typeof value === 'string') return `'${value}'`;
  return typeof value === 'number' && value >= 10_000
    ? String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_')
    : String(value);
}

/** Writes `nights.txt`: the run dates, in order, each once; those already in the file stay. */
export async function addNights(to: string, nights: readonly Day[]): Promise<Day[]> {
  const path = join(to, places.nights);
  const before = (await exists(path)) ? (await readFile(path, 'utf8')).split('\n').filter(Boolean) : [];
  const all = [...new Set([...before, ...nights])].toSorted();
  if (all.length > before.length) await writeText(path, all.map((night) => `${night}\n`).join(''));
  return all;
}

/**
 * Reads the marker by which a folder says what its inputs were made of, or undefined in a new folder.
 *
 * @throws {SampleDataError} `folder_in_use` when the folder has files but no marker, or another data set's
 */
export async function readMarker(to: string, dataset: string): Promise<Record<string, unknown> | undefined> {
  await mkdir(to, { recursive: true });
  const path = join(to, places.marker);
  if (!(await exists(path))) {
    const others = (await readdir(to)).filter((name) => !name.startsWith('.'));
    if (others.length === 0) return undefined;
    throw new SampleDataError(
      'folder_in_use',
      `The folder ${to} is not empty and has no ${places.marker}: expected a new folder, or one made before. ` +
        'Choose another folder.',
    );
  }
  const marker = parseMarker(path, await readFile(path, 'utf8'));
  if (marker['dataset'] === dataset) return marker;
  throw new SampleDataError(
    'folder_in_use',
    `The folder ${to} holds ${String(marker['dataset'])} (says ${places.marker}), not ${dataset}. Choose another folder.`,
  );
}

function parseMarker(path: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new SampleDataError(
      'folder_in_use',
      `${path} is not JSON: expected what this package wrote there. Choose another folder.`,
      { cause },
    );
  }
}

/** Writes the marker: once before anything else, so that an unfinished folder is known, and once when all is there. */
export async function writeMarker(to: string, marker: { dataset: string } & Record<string, unknown>): Promise<void> {
  await writeText(join(to, places.marker), `${JSON.stringify(marker, null, 2)}\n`);
}
