import type { Dataset, Day } from '@lookalikes/schema';
import { oneDay } from './days.ts';
import type { Relation, Write } from './engine.ts';
import type { ResolvedRead } from './reads.ts';
import type { PendingWrite } from './stage-writes.ts';
import type { Stage } from './stage.ts';

/**
 * What the placeholders of a stage's SQL stand for: its reads, and what it has written in this run.
 *
 * @param pending - what it has written so far
 * @param day - of an input, only this day
 */
export function knownRelations(
  { stage, reads }: { readonly stage: Stage; readonly reads: ReadonlyMap<string, ResolvedRead> },
  pending: readonly PendingWrite[],
  day: Day | undefined,
): Record<string, Relation> {
  const relations: Record<string, Relation> = {};
  for (const [name, { relation }] of reads) {
    const seen = day && relation.kind === 'input' ? { ...relation, days: oneDay(day) } : relation;
    relations[name] = withPending(seen, pending);
  }
  for (const [name, dataset] of Object.entries(stage.writes)) {
    const writes = pendingOf(dataset, pending);
    // A write by day may have had nothing to do tonight; any other that is read before it is written is a mistake.
    if (writes.length > 0 || dataset.partition[1] === 'event_date') {
      relations[name] = { kind: 'writes', dataset, writes };
    }
  }
  return relations;
}

/** A read of days that this run has written itself sees those writes, and not the ones they replace. */
function withPending(relation: Relation, pending: readonly PendingWrite[]): Relation {
  if (relation.kind !== 'writes' || relation.dataset.partition[1] !== 'event_date') return relation;
  const own = pendingOf(relation.dataset, pending);
  const replaced = new Set(own.map(({ partition }) => partition.date));
  return { ...relation, writes: [...relation.writes.filter(({ partition }) => !replaced.has(partition.date)), ...own] };
}

const pendingOf = (dataset: Dataset, pending: readonly PendingWrite[]): Write[] =>
  pending.filter(({ write }) => write.dataset.table === dataset.table).map(({ write }) => write);
