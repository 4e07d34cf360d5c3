import type { ScorePlaces } from './batch/score-code.ts';
import { scoreRowBytes } from './batch/score-code.ts';

/** Models of a group: their weights of one column are one cache line. */
const groupModels = 16;

/** The last group takes a rest of so many besides: few models are nearly as much work as many. */
const restModels = 8;

/** Rows and entries that a call of the kernel takes at most. */
export const chunkRows = 1024;
export const chunkEntries = 262_144;

/** A chunk's entries begin fewer places than these into its room. */
export const leadEntries = 8;

/** Models whose weights lie side by side, `floats[weights + column * width + model]`. */
export interface ModelGroup {
  readonly first: number;
  readonly models: number;
  /** Floats a column: the models, rounded up to whole vectors of 4. */
  readonly width: number;
  /** Indexes into the floats. */
  readonly weights: number;
  readonly biases: number;
}

/** Where a thread puts a chunk of rows for the kernel, and finds its scores: addresses. */
export interface ScoreStage {
  readonly rowTable: number;
  readonly columnIndex: number;
  readonly levels: number;
  readonly levelValues: number;
  readonly out: number;
}

/** Where everything about packed models lies in their memory: plain data, which threads can be told. */
export interface PackedPlan {
  readonly models: number;
  readonly columns: number;
  readonly groups: readonly ModelGroup[];
  /** One byte a column: 1 where a model bans it. */
  readonly flags: number;
  /** Whether any is banned. */
  readonly bans: boolean;
  /** One a thread. */
  readonly stages: readonly ScoreStage[];
  readonly bytes: number;
}

/**
 * Lays out room for models.
 *
 * @param of.bans - whether any model bans a column
 * @param threads - how many threads will score chunks by the kernel; 0: none, which spares their room
 */
export function planPacked(of: Pick<PackedPlan, 'models' | 'columns' | 'bans'>, threads: number): PackedPlan {
  const { models, columns } = of;
  let used = 64;
  const take = (bytes: number): number => {
    const at = used;
    used = Math.ceil((used + bytes) / 64) * 64;
    return at;
  };
  const stages = Array.from({ length: threads }, (): ScoreStage => ({
    rowTable: take(chunkRows * scoreRowBytes),
    columnIndex: take((leadEntries + chunkEntries) * 4),
    levels: take(leadEntries + chunkEntries),
    levelValues: take(1024),
    // A partial vector of the last row reaches past its end.
    out: take(chunkRows * models * 4 + 64),
  }));
  const flags = take(columns);
  const groupCount = Math.max(1, Math.ceil((models - restModels) / groupModels));
  const groups = Array.from({ length: groupCount }, (_, g): ModelGroup => {
    const first = g * groupModels;
    const count = g === groupCount - 1 ? models - first : groupModels;
    const width = Math.ceil(count / 4) * 4;
    const biases = take(width * 4) / 4;
    return { first, models: count, width, biases, weights: take(columns * width * 4) / 4 };
  });
  return { ...of, groups, flags, stages, bytes: used };
}

/** What the kernel's code is written for: a thread's stage and the models. */
export function placesOf({ models, groups, flags, bans }: PackedPlan, stage: ScoreStage): ScorePlaces {
  return {
    ...stage,
    models,
    flags: bans ? flags : undefined,
    groups: groups.map(({ first, width, weights, biases }) => ({
      first,
      vectors: width / 4,
      weights: weights * 4,
      biases: biases * 4,
    })),
  };
}
