import type { Adoptable } from './adopt.ts';
import type { AuditResult } from './audit.ts';
import { audit } from './audit.ts';
import { auditText } from './audit-text.ts';
import type { Effects } from './effects.ts';
import type { Engine } from './engine.ts';
import { StageKitError } from './error.ts';
import type { Host } from './host.ts';
import { thisHost } from './host.ts';
import type { InputBindings } from './inputs.ts';
import type { Ledger } from './ledger.ts';
import { writeOf } from './ledger-entry.ts';
import type { RegionLock } from './lock.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './object-store.ts';
import { parseOptions } from './options.ts';
import { resolveReads } from './reads.ts';
import type { ReadRecord, StageRecord, WriteRecord } from './record.ts';
import type { Progress } from './stage-night.ts';
import type { PendingWrite } from './stage-writes.ts';
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
  readonly effects: Effects;
  /** What an attempt that this one resumes has written already. */
  readonly adoptable: Adoptable;
  readonly inputs: InputBindings;
  /** The stage's options as config has them; checked here. */
  readonly options: unknown;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The process that runs it: this one where left out. */
  readonly host?: Host | undefined;
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
 * audit fails, it is kept unpublished, so that somebody can look; where it is stopped, so that a resume need not write it
 * again.
 *
 * @throws StageKitError `read-missing`, `contract-older`, `config`, `held` (a HeldError), `lock-lost`, `publish-conflict`; and
 *   whatever the stage itself throws
 */
export async function runStage(stage: Stage, of: StageRun): Promise<StageRecord> {
  const { host = thisHost } = of;
  const started = host.now();
  const options = parseOptions(stage, of.options);
  const reads = await resolveReads(stage, { ...of, options });
  const night = new StageNight({ ...of, host, stage, options, reads, onProgress: of.onProgress ?? (() => {}) });
  let audits: AuditResult[];
  try {
    await stage.run(night);
    checkAllWritten(stage, night);
    audits = await audit(stage, night, of.engine);
  } catch (error) {
    const own = night.pending.filter(({ adopted }) => !adopted);
    if (!of.signal.aborted) await dropQuietly(stage, own, of);
    throw error;
  }
  const record = (): StageRecord => ({
    stage: stage.name,
    version: stage.version,
    startedAt: started.toISOString(),
    seconds: (host.now().getTime() - started.getTime()) / 1000,
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
    objects: [...night.store.objects].toSorted(),
    ...(night.held.length > 0 ? { held: night.held } : {}),
  });
  const scratch = night.pending.filter(({ name }) => stage.scratch.includes(name));
  const published = night.pending.filter(({ name }) => !stage.scratch.includes(name));
  const failed = audits.filter(({ severity, badRows }) => severity === 'error' && badRows > 0);
  if (failed.length > 0) throw new HeldError(heldMessage(stage, failed, published), record());
  for (const pending of published) await publish(stage, pending, of);
  await drop(stage, scratch, of);
  return record();
}

async function publish(stage: Stage, { write, written, basis }: PendingWrite, of: StageRun): Promise<void> {
  const { ledger, lock, effects, run, host = thisHost } = of;
  // A resumed stage may have come so far before.
  if ((await ledger.find(write.dataset, write.partition))?.writeId === write.writeId) return;
  const by = { stage: stage.name, stageVersion: stage.version, run, fence: lock.fence, now: host.now(), basis };
  const prepared = await ledger.prepare(write, written, by);
  const { dataset, partition, writeId } = write;
  const effect = { kind: 'publish', table: dataset.table, date: partition.date, writeId, key: prepared.key } as const;
  // The lock is looked at after the entry was announced: `sealRun` says why.
  await effects.run({ stage: stage.name, effect }, async () => {
    await lock.check();
    await ledger.commit(prepared);
  });
}

async function drop(stage: Stage, pending: readonly PendingWrite[], of: StageRun): Promise<void> {
  if (pending.length === 0) return;
  const writes = pending.map(({ write }) => write);
  const named = writes.map(({ dataset, writeId }) => ({ table: dataset.table, writeId }));
  // Who takes the region over keeps no row whose drop is announced, and may have published any other. So the lock is looked
  // at after the announcement, as for a publish.
  await of.effects.run({ stage: stage.name, effect: { kind: 'drop', writes: named } }, async () => {
    await of.lock.check();
    await of.engine.drop(writes);
  });
}

/**
 * Points the view of every dataset a stage writes at what the ledger says is published.
 */
export async function exposeWrites(
  stage: Stage,
  of: Pick<StageRun, 'engine' | 'ledger' | 'region' | 'effects' | 'lock'>,
): Promise<void> {
  const kept = Object.entries(stage.writes).filter(([name]) => !stage.scratch.includes(name));
  const published = await Promise.all(
    kept.map(async ([, dataset]) => {
      const entries = await of.ledger.all(dataset, of.region);
      return { dataset, writes: entries.map((entry) => writeOf(dataset, entry)) };
    }),
  );
  const effect = { kind: 'expose', tables: kept.map(([, { table }]) => table) } as const;
  await of.effects.run({ stage: stage.name, effect }, async () => {
    await of.lock.check();
    await of.engine.expose(published);
  });
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

async function dropQuietly(stage: Stage, pending: readonly PendingWrite[], of: StageRun): Promise<void> {
  try {
    await drop(stage, pending, of);
  } catch (error) {
    // The rows are invisible either way; the failure that brought us here is the one to report.
    of.log.warn(
      { code: 'rows-not-dropped', error: String(error) },
      'rows of the failed attempt could not be dropped; they stay unseen',
    );
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
  const found = failed.map((result) => `${result.name}: ${auditText(result).replace('error, ', '')}`).join('; ');
  const where = [...new Map(published.map(({ write }) => [write.dataset.table, write.writeId]))];
  return `${stage.name} is held back by its audits (${found}). Nothing was published. To look: ${where
    .map(([table, id]) => `SELECT * FROM ${table} WHERE write_id = '${id}'`)
    .join('; ')}.`;
}
