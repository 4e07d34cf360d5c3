import type { ModelsFile } from './learner/models.ts';
import type { Limits } from './process/gauge.ts';

/** One measurement of a contestant. */
export interface Sample {
  readonly seconds: number;
  /** Null where the system does not say. */
  readonly peakBytes: number | null;
  /** Models that the run left, where it is about models. */
  readonly models?: readonly ModelsFile[];
}

/** Who is measured at what. */
export interface Contestant {
  /** For `--only`. */
  readonly id: string;
  /** What is done, as the table names it. */
  readonly job: string;
  /** Who does it, as the table names it; a sample says `extrapolated from N of M`. */
  readonly who: string;
  /** Whose time the others' are divided by: the contestant's of the same job where this is set. */
  readonly ours: boolean;
  /** How many of `unit` a run does, for figures a unit. */
  readonly amount?: number;
  readonly unit?: string;
  /**
   * Makes files, and installs what is missing where that is allowed: everything that is not measured.
   *
   * @returns the versions of what will run
   * @throws BenchError `peer-unavailable`
   */
  prepare(install: boolean): Promise<string>;
  run(limits: Limits): Promise<Sample>;
}
