import { DaySchema, RegionSchema } from '@lookalikes/schema';
import { z } from 'zod';

const figure = z.number().nullable();
const Severity = z.enum(['warn', 'error']);

/** One thing a stage wrote: when it began within the stage, how long it took, what came of it. */
const Step = z.object({
  name: z.string(),
  /** Seconds after the stage began; null where the journal of effects is gone. */
  at: figure,
  seconds: z.number(),
  rows: z.number(),
});

const StagePart = z.object({
  stage: z.string(),
  version: z.string(),
  /** The attempt that ran it last. */
  attempt: z.int(),
  /** Seconds after that attempt began. */
  at: z.number(),
  seconds: z.number(),
  rows: z.number(),
  /** Bytes of what was delivered; null for a stage that delivers nothing. */
  bytes: figure,
  warnings: z.int(),
  steps: z.array(Step),
});

const Attempt = z.object({
  attempt: z.int(),
  status: z.string(),
  startedAt: z.string(),
  seconds: figure,
  /** Where and why it ended early. */
  why: z.string().nullable(),
});

const Evaluation = z.object({
  on: z.enum(['validation', 'test', 'backtest']),
  users: z.number(),
  hits: z.number(),
  auc: figure,
  logLoss: figure,
  liftAt1: figure,
  liftAt5: figure,
  liftAt10: figure,
  reason: z.string().nullable(),
});

const Rail = z.object({
  rail: z.string(),
  value: figure,
  baseline: figure,
  lowest: figure,
  highest: figure,
  nights: z.number(),
  verdict: z.enum(['pass', 'warn', 'hold', 'released']),
});

const Token = z.object({
  token: z.string(),
  weight: z.number(),
  /** Its weight in the model of the night before; null where that had none. */
  before: figure,
});

const Change = z.object({
  kind: z.enum(['changed', 'new', 'gone']),
  reachBefore: z.number(),
  reach: z.number(),
  joined: z.number(),
  left: z.number(),
  causes: z.array(z.object({ cause: z.string(), joined: z.number(), left: z.number(), reach: z.number() })),
});

const Segment = z.object({
  id: z.string(),
  name: z.string(),
  /** `delivered`; `held` back by a guard rail or a person; `skipped`: no model; `ready`: has an audience that was not delivered. */
  status: z.enum(['delivered', 'held', 'skipped', 'ready']),
  /** Why it was held or skipped. */
  reason: z.string().nullable(),
  seeds: figure,
  usableSeeds: figure,
  negatives: figure,
  featureMap: z.string().nullable(),
  strength: figure,
  tokens: figure,
  reach: figure,
  reachBefore: figure,
  lowestScore: figure,
  deliveredIds: figure,
  files: z.number(),
  rows: z.number(),
  bytes: z.number(),
  /** Its share of the night's time: see `segmentSeconds`. */
  seconds: z.number(),
  evaluations: z.array(Evaluation),
  rails: z.array(Rail),
  /** Reach by night, oldest first. */
  reaches: z.array(z.object({ night: DaySchema, reach: z.number() })),
  /** How many users of tonight's audience, and of that of the night before, have a score from `from` up to `to`. */
  scores: z.array(z.object({ from: z.number(), to: z.number(), users: z.number(), before: z.number() })),
  /** Users of the test share by rising chance: how many of them were to fire, and how many did. */
  calibration: z.array(z.object({ users: z.number(), chance: z.number(), rate: z.number(), fires: z.number() })),
  tokensUp: z.array(Token),
  tokensDown: z.array(Token),
  change: Change.nullable(),
  /** Warnings and audits that name it. */
  notes: z.array(z.string()),
});

const Source = z.object({
  source: z.string(),
  /** Every day of the window, oldest first; 0 where the source brought nothing. */
  days: z.array(z.object({ day: DaySchema, events: z.number() })),
  /** The median of the last four same weekdays; null where there is none. */
  usual: figure,
});

/** All that a night's page shows. Figures that nobody recorded are null; no user is in it, only counts. */
export const NightPageSchema = z.object({
  region: RegionSchema,
  runDate: DaySchema,
  run: z.string(),
  status: z.enum(['running', 'done', 'failed', 'held', 'cancelled', 'interrupted']),
  startedAt: z.string(),
  seconds: figure,
  engine: z.string(),
  store: z.string(),
  node: z.string(),
  failure: z.object({ stage: z.string(), code: z.string(), message: z.string() }).nullable(),
  /** The night that changes are told from; null for a first night. */
  before: DaySchema.nullable(),
  attempts: z.array(Attempt),
  stages: z.array(StagePart),
  /** Stages that were asked for and did not run. */
  notRun: z.array(z.string()),
  /** Warnings of no segment. */
  warnings: z.array(z.object({ stage: z.string(), message: z.string() })),
  audits: z.array(z.object({ stage: z.string(), name: z.string(), severity: Severity, badRows: z.number() })),
  segments: z.array(Segment),
  sources: z.array(Source),
  /** What the metadata was: rows read and set aside. */
  metadata: z.array(z.object({ what: z.string(), rows: z.number(), rejected: z.number() })),
  price: z.object({ amount: z.number(), currency: z.string() }).nullable(),
  /** What could not be read for the page, and why. */
  missing: z.array(z.string()),
});

/** All that a night's page shows. */
export type NightPage = z.output<typeof NightPageSchema>;
/** A segment of it. */
export type PageSegment = NightPage['segments'][number];
/** A stage of it. */
export type PageStage = NightPage['stages'][number];
/** One thing a stage wrote. */
export type PageStep = PageStage['steps'][number];
