import type { Columns, RowOfColumns } from '@lookalikes/schema';
import type { Engine, Params, Relation } from '@lookalikes/stage-kit';
import { placeholdersOf } from '@lookalikes/stage-kit';
import { changesSql } from '../changes-sql.ts';
import type { NightData, NightRead } from './night-data.ts';

/** Asks what `sql/changes/<name>.sql` selects; the rows are few enough to hold. */
export type Ask = <const C extends Columns>(name: string, columns: C, params?: Params) => Promise<RowOfColumns<C>[]>;

/**
 * Makes an {@link Ask} of an engine, which only ever reads.
 *
 * @param relations - what `{{…}}` may stand for in any of the files
 * @example const ask = asker(engine, { audiences }, signal); await ask('totals', { segment_id: text('The segment.') });
 */
export function asker(
  engine: Engine,
  relations: Readonly<Record<string, Relation>>,
  signal: AbortSignal | undefined,
): Ask {
  return async <const C extends Columns>(name: string, columns: C, params: Params = {}) => {
    const text = changesSql(name);
    const used = new Set(placeholdersOf(text).relations);
    const statement = {
      name: `runner/sql/changes/${name}.sql`,
      text,
      relations: Object.fromEntries(Object.entries(relations).filter(([relation]) => used.has(relation))),
      params,
    };
    return (await engine.query(statement, columns, { signal })) as RowOfColumns<C>[];
  };
}

/**
 * What `{{…}}` stands for where two nights are asked: of the earlier one all names end in `_before`.
 *
 * @param before - undefined for none: all of it is empty
 */
export const bothNights = (before: NightData | undefined, night: NightData): Record<string, Relation> => ({
  ...night.relations,
  ...Object.fromEntries(
    Object.entries(night.relations).map(([name, relation]) => [
      `${name}_before`,
      before?.relations[name as NightRead] ?? nothingOf(relation),
    ]),
  ),
});

const nothingOf = (relation: Relation): Relation =>
  relation.kind === 'writes' ? { ...relation, writes: [] } : relation;
