import type { CheckedConfig, ObjectStore } from '@lookalikes/stage-kit';
import { fillKey } from '@lookalikes/stage-kit';
import type { NightName } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { compareIds, compareLines, compareWeights } from './compare.ts';
import { findFiles } from './find-files.ts';
import { judge } from './judge.ts';
import type { ParityLayout, TableLayout } from './layout.ts';
import { openLegacy } from './legacy-store.ts';
import { ourIds } from './our-ids.ts';
import type { OurManifest, OurNight } from './our-night.ts';
import { findOurNight } from './our-night.ts';
import type { SegmentFiles } from './read-ids.ts';
import { newProfile, readIds } from './read-ids.ts';
import { readSizes, readWeights } from './read-table.ts';
import type { ParityFindings, ParityReport, SizeParity, WeightParity } from './report.ts';
import { Workbench } from './workbench.ts';

/** What is compared with what. */
export interface ParityOf {
  readonly config: CheckedConfig;
  readonly root: string;
  readonly night: NightName;
  /** A folder, or `s3://bucket/prefix`. */
  readonly legacy: string;
  readonly layout: ParityLayout;
  /** What the workbench's database may use of memory, as in `1GB`. */
  readonly memory: string;
  /** About how many rows are compared at a time. */
  readonly rowsAtOnce: number;
}

/**
 * Holds what a night left against what the legacy left of the same night: segment files, weights, sizes. Both are read
 * piece by piece into a database of its own in a temporary folder, and compared there.
 *
 * @throws RunnerError `usage` where either side has nothing to compare; `bad-input` where a file is broken or unlike its layout
 */
export async function runParity(of: ParityOf): Promise<ParityReport> {
  const { config, root, night, layout } = of;
  const store = await config.store.open({ root });
  const ours = await findOurNight(store, night);
  const legacy = await openLegacy(of.legacy);
  await using bench = await Workbench.open(night.region, of);
  await bench.load('our_ids', ourIds({ config, root, store, ...night }));
  const format = await loadLines(bench, { ours, legacy, of });
  const all = await compareIds(bench);
  const weights = layout.weights === false ? undefined : await weightsOf(bench, { ours, legacy, of }, layout.weights);
  const sizes = layout.sizes === false ? undefined : await sizesOf({ ours, legacy, of }, layout.sizes);
  const findings: ParityFindings = {
    segments: all.filter((segment) => segment.legacy > 0 && segment.ours > 0),
    missing: all.filter((segment) => segment.ours === 0).map(({ segment }) => segment),
    added: all.filter((segment) => segment.legacy === 0).map(({ segment }) => segment),
    format,
    ...(weights ? { weights } : {}),
    ...(sizes ? { sizes } : {}),
  };
  const name = `${night.region}/${night.runDate}`;
  return { night: name, legacy: of.legacy, ...findings, breaches: judge(findings, layout.thresholds) };
}

/** The two sides of a comparison. */
interface Sides {
  readonly ours: OurNight;
  readonly legacy: ObjectStore;
  readonly of: ParityOf;
}

const known = ({ night }: ParityOf) => ({ region: night.region, run_date: night.runDate });

async function loadLines(bench: Workbench, { ours, legacy, of }: Sides) {
  const { manifest } = ours;
  const { segments: layout, compareColumns } = of.layout;
  const columns = layout.columns ?? manifest.columns;
  if (!columns.includes('dsp_user_id')) {
    throw new RunnerError('usage', 'segments.columns of the layout: expected dsp_user_id among them');
  }
  const found = await findFiles(legacy, layout.key, known(of));
  if (found.length === 0) {
    throw new RunnerError(
      'usage',
      `no file of the legacy fits ${layout.key} in ${of.legacy}: give its place in the layout, as segments.key`,
    );
  }
  const compare = compareColumns.filter((name) => columns.includes(name) && manifest.columns.includes(name));
  const segmentOf = segmentResolver(manifest);
  const profiles = { legacy: newProfile(), ours: newProfile() };
  const legacyFiles: SegmentFiles = {
    store: legacy,
    columns,
    separator: layout.separator,
    header: layout.header,
    compare,
    segmentOf,
    files: found.map(({ key, values }) => {
      const isNamed = values['segment_id'] !== undefined || values['dsp_segment_id'] !== undefined;
      return isNamed ? { key, segment: segmentOf(values) } : { key };
    }),
  };
  const ourFiles: SegmentFiles = {
    store: ours.store,
    columns: manifest.columns,
    compare,
    segmentOf,
    separator: manifest.layout.separator,
    header: manifest.layout.header,
    files: manifest.files.map(({ key, segment_id }) => ({ key, segment: segment_id })),
  };
  await bench.load('legacy_lines', readIds(legacyFiles, profiles.legacy));
  await bench.load('our_lines', readIds(ourFiles, profiles.ours));
  return compareLines(bench, profiles);
}

/** Our id of a segment, from what the legacy calls it in a name or a line: its id, also as keys write it, or the DSP's. */
function segmentResolver({ segments }: OurManifest): SegmentFiles['segmentOf'] {
  const inKey = (id: string) => fillKey('{id}', { id });
  const ids = new Map(segments.flatMap(({ segment_id: id }) => [[inKey(id), id] as const, [id, id] as const]));
  const dspIds = new Map(
    segments.flatMap(({ segment_id: id, dsp_segment_id: dspId }) => [
      [inKey(dspId), id] as const,
      [dspId, id] as const,
    ]),
  );
  return ({ segment_id: id, dsp_segment_id: dspId = '' }) => {
    if (id !== undefined) return ids.get(id) ?? id;
    return dspIds.get(dspId) ?? `DSP segment ${dspId}`;
  };
}

async function tableOf({ legacy, of }: Sides, layout: TableLayout) {
  const keys = (await findFiles(legacy, layout.key, known(of))).map(({ key }) => key);
  return { store: legacy, keys, separator: layout.separator, columns: layout.columns, escaped: false };
}

const ourTable = ({ ours }: Sides, key: string | undefined) => ({
  store: ours.store,
  keys: key === undefined ? [] : [key],
  separator: '\t',
  escaped: true,
});

async function weightsOf(bench: Workbench, sides: Sides, layout: TableLayout): Promise<WeightParity[]> {
  await bench.load('legacy_weights', readWeights(await tableOf(sides, layout)));
  await bench.load('our_weights', readWeights(ourTable(sides, sides.ours.weights)));
  return compareWeights(bench);
}

async function sizesOf(sides: Sides, layout: TableLayout): Promise<SizeParity[]> {
  const legacy = await readSizes(await tableOf(sides, layout));
  const ours = await readSizes(ourTable(sides, sides.ours.sizes));
  return [...new Set([...legacy.keys(), ...ours.keys()])].toSorted().map((segment) => ({
    segment,
    legacy: legacy.get(segment) ?? null,
    ours: ours.get(segment) ?? null,
  }));
}
