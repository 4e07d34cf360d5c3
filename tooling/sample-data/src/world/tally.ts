import type { Workshop } from '../workshop.ts';
import type { SourceCounts } from './report.ts';

type Counted = Pick<SourceCounts, 'events' | 'fires' | 'botEvents' | 'duplicates' | 'late' | 'mappings'>;

/** Adds up what is written, a source and region each. */
export class Tally {
  readonly #counts = new Map<string, SourceCounts>();
  files = 0;
  bytes = 0;
  optOuts = 0;

  /** Counts files. */
  addFiles(written: { files: number; bytes: number }): void {
    this.files += written.files;
    this.bytes += written.bytes;
  }

  /** Adds to the figures of one source in one region. */
  add(place: { source: string; region: string }, figures: Partial<Counted & { users: number }>): void {
    const key = `${place.source} ${place.region}`;
    const { source, region } = place;
    const zero = { source, region, users: 0, events: 0, fires: 0, botEvents: 0, duplicates: 0, late: 0, mappings: 0 };
    const counts = this.#counts.get(key) ?? zero;
    for (const [name, value] of Object.entries(figures)) counts[name as keyof Counted] += value;
    this.#counts.set(key, counts);
  }

  /** Adds the rows of a table of events, `rows` saying how often each is written. */
  async addEvents(
    workshop: Workshop,
    table: string,
    what: { rows: string; duplicates: string; late: boolean },
  ): Promise<void> {
    const rows = await workshop.rows<Record<string, string | bigint>>(
      `SELECT source, region, CAST(sum(${what.rows}) AS BIGINT) AS events,
        CAST(coalesce(sum(${what.rows}) FILTER (pixel_id IS NOT NULL), 0) AS BIGINT) AS fires,
        CAST(coalesce(sum(${what.rows}) FILTER (bot), 0) AS BIGINT) AS bots,
        CAST(sum(${what.duplicates}) AS BIGINT) AS duplicates
      FROM ${table} GROUP BY ALL ORDER BY ALL`,
    );
    for (const row of rows) {
      const events = Number(row['events']);
      this.add(
        { source: String(row['source']), region: String(row['region']) },
        {
          events,
          fires: Number(row['fires']),
          botEvents: Number(row['bots']),
          duplicates: Number(row['duplicates']),
          late: what.late ? events : 0,
        },
      );
    }
  }

  /** The figures, sorted by source and region. */
  counts(): SourceCounts[] {
    return [...this.#counts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
  }
}
