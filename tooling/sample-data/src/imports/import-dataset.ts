import { join } from 'node:path';
import { SampleDataError } from '../errors.ts';
import { exists } from '../files.ts';
import { addNights, readMarker, writeConfig, writeMarker, writeMetadata } from '../layout.ts';
import type { Running } from '../progress.ts';
import { openWorkshop } from '../workshop.ts';
import { countTables, type ImportCounts } from './count-tables.ts';
import type { Dataset, ImportedSegment, SetAside } from './dataset.ts';
import { msnbc } from './msnbc.ts';
import { msweb } from './msweb.ts';
import { onlineRetail } from './online-retail-ii.ts';
import { writeInputs } from './write-inputs.ts';

const datasets = { msweb, 'online-retail-ii': onlineRetail, msnbc };

/** A public data set that can be imported. */
export type DatasetName = keyof typeof datasets;

/** The names that `importDataset` takes. */
export const datasetNames = Object.keys(datasets) as DatasetName[];

/** Where a data set is and where its inputs go. */
export interface ImportOptions extends Running {
  /** The folder with the data set's files, as their publisher names them. */
  from: string;
  /** The folder to write the inputs into: a new one, or one that holds this data set already. */
  to: string;
}

/** What an import wrote. */
export interface ImportReport extends ImportCounts {
  dataset: DatasetName;
  to: string;
  nights: string[];
  segments: number;
  pixels: number;
  /** Rows of the data set that became no event, by reason. */
  setAside: SetAside[];
  /** Data files (Parquet), and their bytes. */
  files: number;
  bytes: number;
}

/**
 * Turns a public data set into the pipeline's inputs: events by source and day, mappings, the two TSVs, a config and
 * the nights to run. The README of this package says what each data set becomes.
 *
 * @throws {SampleDataError} `unknown_dataset`; `missing_files`, naming what is expected in `from`; `damaged_file`;
 *   `unexpected_format`; `folder_in_use` when `to` holds something else
 * @example
 * const { nights } = await importDataset('msweb', { from: 'downloads/msweb', to: 'msweb-inputs' });
 */
export async function importDataset(name: DatasetName, options: ImportOptions): Promise<ImportReport> {
  const { from, to, signal, onProgress } = options;
  const dataset = datasetOf(name);
  await checkFiles(name, dataset, from);
  const marker = { dataset: name };
  if (!(await readMarker(to, name))) await writeMarker(to, marker);
  const workshop = await openWorkshop(to, signal);
  try {
    await workshop.runFile('hashing');
    const step = (title: string) => onProgress?.({ step: title, done: 0, total: 1 });
    const setAside = await dataset.makeTables({ file: (file) => join(from, file), workshop, step });
    const onFile = (done: number, total: number) => onProgress?.({ step: 'writing events', done, total });
    const written = await writeInputs({ to, workshop, onFile });
    await writeTsvs(to, dataset.segments);
    await writeConfig(to, dataset.config);
    const nights = await addNights(to, dataset.nights);
    const pixels = new Set(dataset.segments.map(({ pixelId }) => pixelId)).size;
    const segments = dataset.segments.length;
    return { dataset: name, to, nights, ...(await countTables(workshop)), segments, pixels, setAside, ...written };
  } finally {
    await workshop.close();
  }
}

function datasetOf(name: string): Dataset {
  if (Object.hasOwn(datasets, name)) return datasets[name as DatasetName];
  throw new SampleDataError(
    'unknown_dataset',
    `There is no data set "${name}" to import: expected one of ${datasetNames.join(', ')}.`,
  );
}

async function checkFiles(name: string, { files }: Dataset, from: string): Promise<void> {
  const missing: string[] = [];
  for (const file of files) if (!(await exists(join(from, file)))) missing.push(file);
  if (missing.length === 0) return;
  throw new SampleDataError(
    'missing_files',
    `${name} needs ${files.join(' and ')} in ${from}: ${missing.join(' and ')} not found there. ` +
      'Give the folder that holds the files under these names.',
  );
}

/** Every segment has one pixel, and its DSP's number is its place in the list. */
async function writeTsvs(to: string, segments: readonly ImportedSegment[]): Promise<void> {
  await writeMetadata(to, {
    pixels: segments.map(({ segmentId, pixelId }) => [segmentId, pixelId]),
    segments: segments.map(({ segmentId, name, region, audienceSize }, i) => [
      segmentId,
      name,
      region,
      'an',
      String(88_000 + i + 1),
      audienceSize,
      30,
      true,
    ]),
  });
}
