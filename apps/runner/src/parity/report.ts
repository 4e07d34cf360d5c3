import type { FilesProfile } from './read-ids.ts';

/** A segment on both sides. */
export interface SegmentParity {
  readonly segment: string;
  /** Ids, each counted once. */
  readonly legacy: number;
  readonly ours: number;
  /** Ids in both over ids in either. */
  readonly jaccard: number;
  /** The share of ours that the legacy has, by our rank: of the best 1 %, 10 %, 50 %, of all; null where a band is empty. */
  readonly bands: {
    readonly 1: number | null;
    readonly 10: number | null;
    readonly 50: number | null;
    readonly 100: number | null;
  };
}

/** The weights of a segment on both sides. */
export interface WeightParity {
  readonly segment: string;
  /** Tokens with a weight. */
  readonly legacy: number;
  readonly ours: number;
  readonly bothSides: number;
  /** Spearman's rho over the tokens of both; null where there are too few, or all weigh the same. */
  readonly rankCorrelation: number | null;
}

/** The reported size of a segment on both sides; null where one has none. */
export interface SizeParity {
  readonly segment: string;
  readonly legacy: number | null;
  readonly ours: number | null;
}

/** How the files compare. */
export interface FormatParity {
  readonly legacy: FilesProfile;
  readonly ours: FilesProfile;
  /** Lines of the same id and segment. */
  readonly compared: number;
  /** By column, in how many of them it differs. */
  readonly columns: Readonly<Record<string, number>>;
  /** A first line that differs, for each segment that has one. */
  readonly lines: readonly {
    readonly segment: string;
    readonly legacyLine: number;
    readonly ourLine: number;
    readonly differing: number;
  }[];
}

/** What was found when a night was held against the legacy. */
export interface ParityFindings {
  readonly segments: readonly SegmentParity[];
  /** Segments that only the legacy has. */
  readonly missing: readonly string[];
  /** Segments that only we have. */
  readonly added: readonly string[];
  readonly format: FormatParity;
  /** Undefined where the layout asks for no comparison. */
  readonly weights?: readonly WeightParity[];
  readonly sizes?: readonly SizeParity[];
}

/** The findings, and which thresholds they are beyond. */
export interface ParityReport extends ParityFindings {
  readonly night: string;
  readonly legacy: string;
  readonly breaches: readonly string[];
}
