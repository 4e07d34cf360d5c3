import type { AuditResult } from './audit.ts';
import { audit } from './audit.ts';
import type { Engine } from './engine.ts';
import { StageKitError } from './error.ts';
import type { InputBindings } from './inputs.ts';
import type { Ledger } from './ledger.ts';
import { writeOf } from './ledger.ts';
import type { RegionLock } from './lock.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import { parseOptions } from './options.ts';
import { resolveReads } from './reads.ts';
import type { ReadRecord, StageRecord, WriteRecord } from './record.ts';
import type { PendingWrite, Progress } from './stage-night.ts';
import { StageNight } from './stage-night.ts';
import type { Stage } from './stage.ts';
import type { Day, Region } from '@lookalikes/schema';

/** What a stage is run with. */
export interface StageRun {
  readonly region: Region;
  readonly runDate: Day;
  /** Names the run in the ledger. */
  readonly run: string;
  readonly engine: Engine;
  readonly store: ObjectStore;
  readonly ledger: Ledger;
  readonly lock: RegionLock;
  readonly inputs: InputBindings;
  /** The stage's options as config has them; checked here. */
  readonly options: unknown;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A stage that was held back by its audits: nothing was published, the rows are there to look at. */
export class HeldError extends StageKitError {
  /** Everything the stage did before it was held. */
  readonly record: StageRecord;

  constructor(message: string, record: StageRecord) {
    super('held', message);
    this.record = record;
  }
}

/**
 * Runs one stage for one region and run date: check the reads, run, audit, publish.
 *
 * A write is invisible until its audits pass and the ledger names it. Where `run` fails, what it wrote is dropped; where an
 * audit fails, it is kept unpublished, so that somebody can look.
 *
 * @throws StageKitError `read-missing`, `contract-older`, `config`, `held` (a HeldError), `lock-lost`, `publish-conflict`; and
 *   whatever the stage itself throws
 */
export async function runStage(stage: Stage, of: StageRun): Promise<StageRecord> {
  const started = new Date();
  const options = parseOptions(stage, of.options);
  const reads = await resolveReads(stage, { ...of, options });
  const night = new StageNight({ ...of, stage, options, reads, onProgress: of.onProgress ?? (() => {}) });
  let audits: AuditResult[];
  try {
    await stage.run(night);
    checkAllWritten(stage, night);
    audits = await audit(stage, night, of.engine);
  } catch (error) {
    await dropQuietly(night.pending, of);
    throw error;
  }
  const record = (): StageRecord => ({
    stage: stage.name,
    version: stage.version,
    startedAt: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    reads: [...reads].flatMap(([name, { entries }]): ReadRecord[] => {
      const last = entries.at(-1);
      return last
        ? [{ name, dataset: last.dataset, partitions: entries.length, last: last.date, writeId: last.writeId }]
        : [];
    }),
    writes: published.map(writeRecord),
    figures: night.figures,
    warnings: night.warnings,
    audits,
  });
  const scratch = night.pending.filter(({ name }) => stage.scratch.includes(name));
  const published = night.pending.filter(({ name }) => !stage.scratch.includes(name));
  const failed = audits.filter(({ severity, badRows }) => severity === 'error' && badRows > 0);
  if (failed.length > 0) throw new HeldError(heldMessage(stage, failed, published), record());
  for (const pending of published) await publish(stage, pending, of);
  await of.engine.drop(scratch.map(({ write }) => write));
  return record();
}

async function publish(stage: Stage, { write, written, basis }: PendingWrite, of: StageRun): Promise<void> {
  await of.lock.check();
  await of.ledger.publish(write, written, {
    stage: stage.name,
    stageVersion: stage.version,
    run: of.run,
    fence: of.lock.fence,
    now: new Date(),
    basis,
  });
}

/**
 * Points the view of every dataset a stage writes at what the ledger says is published.
 */
export async function exposeWrites(stage: Stage, of: Pick<StageRun, 'engine' | 'ledger' | 'region'>): Promise<void> {
  for (const [name, dataset] of Object.entries(stage.writes)) {
    if (stage.scratch.includes(name)) continue;
    const entries = await of.ledger.all(dataset, of.region);
    await of.engine.expose(
      dataset,
      entries.map((entry) => writeOf(dataset, entry)),
    );
  }
}

function checkAllWritten(stage: Stage, night: StageNight): void {
  const written = new Set(night.pending.map(({ name }) => name));
  for (const [name, dataset] of Object.entries(stage.writes)) {
    const needless = stage.scratch.includes(name) || dataset.partition[1] === 'event_date';
    if (written.has(name) || needless) continue;
    throw new StageKitError(
      'plan',
      `${stage.name} declares that it writes ${name} and ended without having written it`,
    );
  }
}

async function dropQuietly(pending: readonly PendingWrite[], { engine, log }: StageRun): Promise<void> {
  try {
    await engine.drop(pending.map(({ write }) => write));
  } catch (error) {
    // The rows are invisible either way; the failure that brought us here is the one to report.
    log.warn({ error: String(error) }, 'rows of the failed attempt could not be dropped; they stay unseen');
  }
}

const writeRecord = ({ name, write, written, seconds }: PendingWrite): WriteRecord => ({
  name,
  table: write.dataset.table,
  date: write.partition.date,
  writeId: write.writeId,
  ...written,
  seconds,
});

function heldMessage(stage: Stage, failed: readonly AuditResult[], published: readonly PendingWrite[]): string {
  const found = failed.map(({ name, badRows }) => `${name}: ${badRows} bad rows`).join('; ');
  const where = [...new Map(published.map(({ write }) => [write.dataset.table, write.writeId]))];
  return `${stage.name} is held back by its audits (${found}). Nothing was published. To look: ${where
    .map(([table, id]) => `SELECT * FROM ${table} WHERE write_id = '${id}'`)
    .join('; ')}.`;
}
