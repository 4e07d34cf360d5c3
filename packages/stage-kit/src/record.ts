import { z } from 'zod';
import { DaySchema, RegionSchema } from '@lookalikes/schema';

const ReadRecord = z.object({
  name: z.string(),
  dataset: z.string(),
  partitions: z.int(),
  last: DaySchema,
  writeId: z.string(),
});

const WriteRecord = z.object({
  name: z.string(),
  table: z.string(),
  date: DaySchema,
  writeId: z.string(),
  rows: z.int(),
  checksum: z.string(),
  seconds: z.number(),
});

const StageRecord = z.object({
  stage: z.string(),
  version: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  reads: z.array(ReadRecord),
  writes: z.array(WriteRecord),
  figures: z.array(
    z.object({
      name: z.string(),
      value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
      segment: z.string().optional(),
    }),
  ),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), segment: z.string().optional() })),
  /** Segments that it held back, and why. */
  held: z.array(z.object({ segment: z.string(), reason: z.string() })).optional(),
  /** The keys of what it put into the object store, and did not delete again. */
  objects: z.array(z.string()).optional(),
  audits: z.array(
    z.object({
      name: z.string(),
      severity: z.enum(['warn', 'error']),
      badRows: z.int(),
      segments: z.array(z.object({ segment: z.string(), badRows: z.int() })).optional(),
    }),
  ),
});

const RunRecord = z.object({
  /** `region/run date#attempt`. */
  run: z.string(),
  region: RegionSchema,
  runDate: DaySchema,
  attempt: z.int().positive(),
  /** `interrupted`: its process ended without a word. */
  status: z.enum(['running', 'done', 'failed', 'held', 'cancelled', 'interrupted']),
  /** The token of the lock it ran under. */
  fence: z.int().positive().optional(),
  /** The attempt that this one goes on from. */
  resumes: z.int().positive().optional(),
  /** What it ran with, by path, as in `stages.scoring.audienceSize`; see `setupOf`. */
  setup: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  /** How that differs from what the resumed attempt ran with, where that was accepted. */
  accepted: z.array(z.string()).optional(),
  /** The stages this attempt was asked to run. */
  asked: z.array(z.string()),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  seconds: z.number().optional(),
  engine: z.string(),
  store: z.string(),
  node: z.string(),
  stages: z.array(StageRecord),
  /** The keys of what was put into the object store once the stages were over. */
  objects: z.array(z.string()).optional(),
  failure: z.object({ stage: z.string(), code: z.string(), message: z.string() }).optional(),
});

/** Which partitions a read stood for. */
export type ReadRecord = Readonly<z.output<typeof ReadRecord>>;
/** One write of a stage. */
export type WriteRecord = Readonly<z.output<typeof WriteRecord>>;
/** What one stage did. */
export type StageRecord = z.output<typeof StageRecord>;
/** What one attempt at a night did. */
export type RunRecord = z.output<typeof RunRecord>;

export { RunRecord as RunRecordSchema };

/** The segments that an attempt held back. */
export const heldSegments = ({ stages }: Pick<RunRecord, 'stages'>): string[] => [
  ...new Set(stages.flatMap(({ held = [] }) => held.map(({ segment }) => segment))),
];
