import type { ImportReport, SampleWorldReport } from '@lookalikes/sample-data';
import { bytes, count } from './format.ts';
import { table } from './table.ts';

/** What `lookalikes sample` made, for a person. */
export function sampleText(report: SampleWorldReport): string[] {
  const { to, users, firstDay, through, regions, added, optOuts, daysAdded } = report;
  if (daysAdded.length === 0) return [`${to}: nothing to add, the world has every day from ${firstDay} to ${through}`];
  const columns = ['source', 'region', 'ids', 'events', 'fires', 'of bots', 'duplicates', 'late', 'mappings'];
  const rows = added.map((row) => [
    row.source,
    row.region,
    count(row.users),
    count(row.events),
    count(row.fires),
    count(row.botEvents),
    count(row.duplicates),
    count(row.late),
    count(row.mappings),
  ]);
  const people = regions.map(
    ({ region, users: some, bots, hubs }) => `${region} ${count(some)} users, ${count(bots)} bots, ${count(hubs)} hubs`,
  );
  return [
    `${to}: ${count(users)} users (${people.join('; ')}), ${daysAdded.length === 1 ? '1 day' : `${daysAdded.length} days`} added up to ${through}`,
    table(
      columns.map((title, index) => ({ title, right: index > 1 })),
      rows,
    ),
    `${count(optOuts)} opt-outs; ${count(report.files)} files, ${bytes(report.bytes)}`,
  ];
}

/** What `lookalikes import` wrote, for a person. */
export function importText(report: ImportReport): string[] {
  const { dataset, to, nights, setAside } = report;
  return [
    `${to}: ${dataset}, ${count(report.events)} events (${count(report.fires)} fires, ${count(report.duplicates)} duplicates, ${count(report.unmapped)} of ids that never map)`,
    `${count(report.users)} users, ${count(report.mappings)} mappings, ${count(report.segments)} segments, ${count(report.pixels)} pixels`,
    ...setAside.map((aside) => `set aside: ${count(aside.rows)} rows, ${aside.reason}`),
    `${count(report.files)} files, ${bytes(report.bytes)}; nights ${nights[0] ?? ''}${nights.length > 1 ? ` to ${nights.at(-1) ?? ''}` : ''}`,
  ];
}
