import type { Workshop } from '../workshop.ts';

/** How much an import wrote. */
export interface ImportCounts {
  /** Rows of events, copies and fires included. */
  events: number;
  /** Of these, those with a pixel. */
  fires: number;
  /** Rows that repeat another one: the same source, id, time, tokens and pixel. */
  duplicates: number;
  /** Rows whose id no mapping knows; a pipeline ignores them. */
  unmapped: number;
  /** Users that any of the mappings names. */
  users: number;
  mappings: number;
}

/** Counts the tables `events` and `mappings` of a workshop. */
export async function countTables(workshop: Workshop): Promise<ImportCounts> {
  const [events] = await workshop.rows<Record<'events' | 'fires' | 'unmapped', bigint>>(
    `SELECT count(*) AS events, count(pixel_id) AS fires,
      count(*) FILTER ((region, source, user_id) NOT IN (SELECT (region, source, source_user_id) FROM mappings)) AS unmapped
    FROM events`,
  );
  // By hash, eight bytes a row: millions of rows would not fit otherwise.
  const [distinct] = await workshop.rows<{ rows: bigint }>(
    'SELECT count(DISTINCT hash(region, source, user_id, event_time, pixel_id, tokens)) AS rows FROM events',
  );
  const [mappings] = await workshop.rows<Record<'rows' | 'users', bigint>>(
    'SELECT count(*) AS rows, count(DISTINCT user_id) AS users FROM mappings',
  );
  return {
    events: Number(events?.events),
    fires: Number(events?.fires),
    duplicates: Number(events?.events) - Number(distinct?.rows),
    unmapped: Number(events?.unmapped),
    users: Number(mappings?.users),
    mappings: Number(mappings?.rows),
  };
}
