import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type { InputDay, InputRelation, Statement } from '@lookalikes/stage-kit';
import type { InputFile } from './input-files.ts';

/** Whether the days of an input can be told from its files' names. */
export const datedByPath = ({ binding }: InputRelation): boolean =>
  binding.kind === 'files' && binding.path.includes('{date}');

/**
 * The days that have a file, without reading one: the basis of a day is a hash of its files' paths, sizes and checksums,
 * or times of change (versions, in an object store) where there is no SHA256SUMS.
 *
 * @param lineOf - a file as text that is another one whenever its content is
 */
export function daysByPath(files: readonly InputFile[], lineOf: (file: InputFile) => string): InputDay[] {
  const byDay = Map.groupBy(files, (file) => file.date as string);
  return [...byDay]
    .map(([day, of]) => ({ day, basis: basisOf(of.map(lineOf)) }))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

const basisOf = (lines: readonly string[]): string =>
  `files:${createHash('sha256').update(lines.join('\n')).digest('hex')}`;

/** A file of this machine as a line of a basis. */
export function localLine({ path, sha256 }: InputFile, root: string): string {
  const info = statSync(path, { throwIfNoEntry: false });
  return `${relative(root, path)} ${info?.size ?? 'missing'} ${sha256 ?? info?.mtimeMs}`;
}

/** The SELECT that counts an input's rows by day, where the names of its files do not tell the day. */
export const daysBySelect = (input: InputRelation): Statement => ({
  name: `days of input ${input.contract.name}`,
  text: `SELECT CAST(${input.contract.time} AS DATE) AS event_day, count(*) AS row_count FROM {{input}} GROUP BY event_day ORDER BY event_day`,
  relations: { input },
  params: {},
});
