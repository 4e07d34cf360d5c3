import type { Dataset } from '@lookalikes/schema';
import {
  audiences,
  delivered,
  firstFires,
  guardRails,
  models,
  modelTrials,
  modelWeights,
  seeds,
  segments,
  tokens,
  users,
  userTokens,
} from '@lookalikes/schema';
import { ScoringOptions } from '@lookalikes/scoring';
import type { LedgerEntry, ObjectStore, Partition, Relation, RunRecord } from '@lookalikes/stage-kit';
import { Journal, Ledger, writeOf } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';

/** What is read of a night to say why an audience is what it is, by the name that SQL has for it. */
const needed = {
  segments: segments.v1,
  models: models.v1,
  model_weights: modelWeights.v1,
  users: users.v1,
  tokens: tokens.v1,
  user_tokens: userTokens.v1,
  seeds: seeds.v1,
  first_fires: firstFires.v1,
  audiences: audiences.v1,
} as const;

/** What is read besides; empty where the night has not published it. */
const besides = { delivered: delivered.v1, guard_rails: guardRails.v1, model_trials: modelTrials.v1 } as const;

/** The name of something that is read of a night. */
export type NightRead = keyof typeof needed | keyof typeof besides;

/** What a night left of its audiences, and what they came from. */
export interface NightData extends Partition {
  readonly relations: Readonly<Record<NightRead, Relation>>;
  /** Whether sync told what the DSP holds. */
  readonly isDelivered: boolean;
  /** Fewest tokens that a user was scored on. */
  readonly minTokens: number;
  /** Whether audiences leave out who is known to have fired. */
  readonly excludeSeeds: boolean;
  /** What candidates for a model were compared by; null where the record of the run is gone. */
  readonly criterion: string | null;
}

/**
 * Finds what a night has published of its audiences and of what they came from. Reads the object store alone, and holds nothing.
 *
 * @throws RunnerError `usage` where something is not published, or was swept since: which dataset, which night, what to do;
 *   `bad-input` where the audiences were not chosen from what is published now
 * @example const { relations } = await nightData(store, { region: 'amer', date: '2026-11-21' });
 */
export async function nightData(store: ObjectStore, night: Partition): Promise<NightData> {
  const ledger = new Ledger(store);
  const entries: Partial<Record<NightRead, LedgerEntry | undefined>> = {};
  const relations: Partial<Record<NightRead, Relation>> = {};
  for (const [name, dataset] of Object.entries({ ...needed, ...besides }) as [NightRead, Dataset][]) {
    const entry = await ledger.find(dataset, night);
    entries[name] = entry;
    relations[name] = { kind: 'writes', dataset, writes: entry ? [writeOf(dataset, entry)] : [] };
  }
  const missing = Object.entries(needed).filter(([name]) => entries[name as NightRead] === undefined);
  if (missing.length > 0) {
    throw await notPublished(
      store,
      night,
      missing.map(([, { table }]) => table),
    );
  }
  const record = await recordOf(store, night, entries.audiences);
  checkScoredFrom(night, entries, record);
  const { minTokens, excludeSeeds } = scoringOptions(record);
  return {
    ...night,
    relations: relations as NightData['relations'],
    isDelivered: entries.delivered !== undefined,
    minTokens,
    excludeSeeds,
    criterion: criterionOf(await recordOf(store, night, entries.models)),
  };
}

/** The attempt that made an entry of the ledger. */
async function recordOf(
  store: ObjectStore,
  { region, date }: Partition,
  entry: LedgerEntry | undefined,
): Promise<RunRecord | undefined> {
  return (await new Journal(store).attempts(region, date)).find(({ run }) => run === entry?.run);
}

/** Of what scoring was told, what says who could be chosen; the defaults where the record is gone. */
const WhoIsScored = ScoringOptions.pick({ minTokens: true, excludeSeeds: true });

const scoringOptions = (record: RunRecord | undefined) =>
  WhoIsScored.parse({
    minTokens: record?.setup?.['stages.scoring.minTokens'],
    excludeSeeds: record?.setup?.['stages.scoring.excludeSeeds'],
  });

const criterionOf = (record: RunRecord | undefined): string | null => {
  const told = record?.setup?.['stages.model-selection.criterion'];
  return typeof told === 'string' ? told : null;
};

/** What scores are made of, and who is left out. */
const scoredFrom = new Set(['models', 'model_weights', 'tokens', 'user_tokens', 'seeds', 'first_fires']);

/** Holds what is published now against what the record says that scoring has read. */
function checkScoredFrom(
  { region, date }: Partition,
  entries: Readonly<Partial<Record<NightRead, LedgerEntry | undefined>>>,
  record: RunRecord | undefined,
): void {
  const reads = record?.stages.find(({ stage }) => stage === 'scoring')?.reads ?? [];
  const other = reads.find(({ name, writeId }) => {
    const entry = entries[name as NightRead];
    return scoredFrom.has(name) && entry !== undefined && entry.writeId !== writeId;
  });
  if (!other) return;
  throw new RunnerError(
    'bad-input',
    `the audiences of ${region}/${date} were chosen from other ${other.dataset} than are published now: a stage before scoring was run again alone. lookalikes run --date ${date} --region ${region} --from scoring chooses them anew.`,
  );
}

async function notPublished(
  store: ObjectStore,
  { region, date }: Partition,
  tables: readonly string[],
): Promise<RunnerError> {
  const nights = await nightsOf(store, region);
  const near = nights.length === 0 ? 'none has been run' : `nights with audiences are ${nights.slice(-5).join(', ')}`;
  const known = (await new Journal(store).attempts(region, date)).length > 0;
  const why = known
    ? `gc has dropped this, or the night did not come so far: lookalikes backfill --from ${date} --to ${date} --region ${region} makes the night anew as long as its inputs are there, and a longer retention (retention.nights) keeps it`
    : `no run of that night is on record`;
  return new RunnerError(
    'usage',
    `${tables.join(', ')} of ${region}/${date} ${tables.length === 1 ? 'is' : 'are'} not published: ${why}; of ${region} ${near}`,
  );
}

/** The run dates of a region that have published audiences, in order. */
export async function nightsOf(store: ObjectStore, region: Partition['region']): Promise<string[]> {
  return (await new Ledger(store).all(audiences.v1, region)).map(({ date }) => date);
}
