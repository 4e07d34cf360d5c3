import { bigint, double, int, nullable, text } from '@lookalikes/schema';
import type { FormatParity, SegmentParity, WeightParity } from './report.ts';
import type { FilesProfile } from './read-ids.ts';
import type { Workbench } from './workbench.ts';

const sides = {
  segment: text('The segment.'),
  legacy: bigint("The legacy's."),
  ours: bigint('Ours.'),
  both_sides: bigint('On both sides.'),
};

/** The ids of every segment of either side, by overlap and by rank band. */
export async function compareIds(bench: Workbench): Promise<SegmentParity[]> {
  const overlap = Map.groupBy(await bench.query('overlap', sides), ({ segment }) => segment);
  const bands = await bench.query('bands', {
    segment: text('The segment.'),
    band: int('Up to which percent of our ranks.'),
    ours: bigint('Ours.'),
    both_sides: bigint('On both sides.'),
  });
  const bySegment = Map.groupBy(bands, ({ segment }) => segment);
  return [...overlap].toSorted(bySegmentId).map(([segment, parts]) => {
    const [legacy, ours, both] = [total(parts, 'legacy'), total(parts, 'ours'), total(parts, 'both_sides')];
    return { segment, legacy, ours, jaccard: both / (legacy + ours - both), bands: upTo(bySegment.get(segment) ?? []) };
  });
}

const bySegmentId = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** The sum of a column over parts. */
const total = <K extends string>(parts: readonly Readonly<Record<K, bigint>>[], column: K): number =>
  parts.reduce((sum, part) => sum + Number(part[column]), 0);

/** Each band with those before it: the best 10 % hold the best 1 %. */
function upTo(bands: readonly { band: number; ours: bigint; both_sides: bigint }[]): SegmentParity['bands'] {
  const share = (most: number): number | null => {
    const within = bands.filter(({ band }) => band <= most);
    const ours = within.reduce((sum, band) => sum + Number(band.ours), 0);
    return ours === 0 ? null : within.reduce((sum, band) => sum + Number(band.both_sides), 0) / ours;
  };
  return { 1: share(1), 10: share(10), 50: share(50), 100: share(100) };
}

const compared = ['dsp_segment_id', 'segment_id', 'score', 'rank', 'timestamp', 'value', 'expiration_minutes'] as const;

/** The lines of the same id and segment, value by value. */
export async function compareLines(
  bench: Workbench,
  profiles: { readonly legacy: FilesProfile; readonly ours: FilesProfile },
): Promise<FormatParity> {
  const count = bigint('Lines.');
  const found = await bench.query('lines', {
    compared: count,
    dsp_segment_id: count,
    segment_id: count,
    score: count,
    rank: count,
    timestamp: count,
    value: count,
    expiration_minutes: count,
  });
  const lines = await bench.query('differing', {
    segment: text('The segment.'),
    legacy_line: int("The first, in the legacy's file."),
    our_line: int('The same in ours.'),
    differing: count,
  });
  return {
    ...profiles,
    compared: total(found, 'compared'),
    columns: Object.fromEntries(compared.map((name) => [name, total(found, name)])),
    lines: [...Map.groupBy(lines, ({ segment }) => segment)].toSorted(bySegmentId).map(([segment, parts]) => {
      const first = parts.reduce((earliest, part) => (part.legacy_line < earliest.legacy_line ? part : earliest));
      return {
        segment,
        legacyLine: first.legacy_line,
        ourLine: first.our_line,
        differing: total(parts, 'differing'),
      };
    }),
  };
}

/** The weights of every segment of either side. */
export async function compareWeights(bench: Workbench): Promise<WeightParity[]> {
  const columns = { ...sides, rank_correlation: nullable(double("Spearman's rho.")) };
  const found = await bench.query('weights', columns);
  return found
    .map(({ segment, legacy, ours, both_sides: both, rank_correlation: rankCorrelation }) => ({
      segment,
      legacy: Number(legacy),
      ours: Number(ours),
      bothSides: Number(both),
      rankCorrelation,
    }))
    .toSorted((a, b) => bySegmentId([a.segment, a], [b.segment, b]));
}
