import type { SegmentLine } from '../layout.ts';

/** The two regions of the sample world. */
export const regions = ['amer', 'emeaApac'] as const;

/** A segment of the sample world; `kind` says what is particular about it. */
export interface WorldSegment {
  segment_id: string;
  name: string;
  region: (typeof regions)[number];
  /** The hidden topic that makes people fire its pixels. */
  topic: string;
  /**
   * `plain` trains; `small` has a handful of fires; `inactive` is switched off; `leaking` has its own pixel among
   * the tokens of those who will fire.
   */
  kind: 'plain' | 'small' | 'inactive' | 'leaking';
  pixels: string[];
  audienceSize: number;
}

const kinds: readonly [topic: string, kind: WorldSegment['kind'], pixels: number, audienceSize: number][] = [
  ['travel', 'plain', 1, 0.05],
  ['cars', 'plain', 2, 600],
  ['garden', 'plain', 1, 0.1],
  ['running', 'plain', 1, 0.02],
  ['finance', 'plain', 1, 500],
  ['parenting', 'plain', 1, 0.05],
  ['cycling', 'leaking', 1, 0.03],
  ['science', 'small', 1, 0.05],
  ['film', 'inactive', 1, 0.05],
];

/** The segments of both regions, nine a region. @example worldSegments[0].segment_id === '1001' */
export const worldSegments: readonly WorldSegment[] = regions.flatMap((region, r) =>
  kinds.map(([topic, kind, pixels, audienceSize], i) => {
    const segment_id = String((r + 1) * 1000 + i + 1);
    return {
      segment_id,
      name: `${topic} intenders ${region}`,
      region,
      topic,
      kind,
      pixels: Array.from({ length: pixels }, (_, p) => `px-${segment_id}${p === 0 ? '' : `-${p + 1}`}`),
      audienceSize,
    };
  }),
);

function line(segment: WorldSegment): SegmentLine {
  const { segment_id, name, region, audienceSize, kind } = segment;
  return [segment_id, name, region, 'an', `77${segment_id}`, audienceSize, 30, kind !== 'inactive'];
}

/** The rows of the segments TSV; three of them are broken on purpose, and one repeats a segment's id. */
export const segmentLines: readonly SegmentLine[] = [
  ...worldSegments.map(line),
  ['9001', 'too few columns', 'amer'],
  ['9002', 'bad region', 'atlantis', 'an', '779002', 0.05, 30, true],
  ['9003', 'bad number', 'amer', 'an', '779003', 'plenty', 30, true],
  ['1009', 'the same id again', 'amer', 'an', '771009', 0.05, 30, false],
];

/** The rows of the pixels TSV; one names a segment that is not there and one lacks its pixel. */
export const pixelLines: readonly (readonly string[])[] = [
  ...worldSegments.flatMap(({ segment_id, pixels }) => pixels.map((pixel) => [segment_id, pixel])),
  ['9999', 'px-9999'],
  ['1001'],
];
