import type { AuditResult } from './audit.ts';

/** So many segments are named; what is amiss with more is amiss with all. */
const named = 10;

/**
 * What an audit found, for a person, without its name.
 *
 * @example auditText({ name: 'rank_gap', severity: 'error', badRows: 3, segments: [{ segment: '1001', badRows: 3 }] })
 * // 'error, 3 bad rows (1001: 3)'
 */
export function auditText({ severity, badRows, segments = [] }: AuditResult): string {
  if (badRows === 0) return 'ok';
  const some = segments.slice(0, named).map((of) => `${of.segment}: ${of.badRows.toLocaleString('en')}`);
  const more = segments.length > named ? [`and ${segments.length - named} segments more`] : [];
  const where = some.length === 0 ? '' : ` (${[...some, ...more].join(', ')})`;
  return `${severity}, ${badRows.toLocaleString('en')} bad rows${where}`;
}
