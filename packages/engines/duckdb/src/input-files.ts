import type { InputRelation } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import type { InputTree } from './input-tree.ts';
import { dayNumber } from './values.ts';

/** A file of an input. */
export interface InputFile {
  /** Where DuckDB reads it. */
  readonly path: string;
  /** Where people find it, where that is another place. */
  readonly origin?: string;
  /** What `{source}` stood for. */
  readonly source?: string | undefined;
  /** What `{date}` stood for. */
  readonly date?: string | undefined;
  /** Its line in the SHA256SUMS beside it. */
  readonly sha256?: string | undefined;
}

/** Which files of a pattern are asked for. */
interface Wanted {
  readonly tree: InputTree;
  readonly date: (date: string) => boolean;
}

const group: Readonly<Record<string, string>> = {
  source: '[A-Za-z0-9][A-Za-z0-9_.-]*',
  date: '\\d{4}-\\d{2}-\\d{2}',
};

/** The pattern of an input's files with its region filled in; undefined for a table. */
export const patternOf = ({ binding, region }: InputRelation): string | undefined =>
  binding.kind === 'files' ? binding.path.replaceAll('{region}', region) : undefined;

/**
 * The files an input may read, by path: those of its pattern, of the days asked for, before the run date. A file that
 * only SHA256SUMS knows of is among them, so that it is missed.
 */
export function inputFiles(input: InputRelation, tree: InputTree): InputFile[] {
  const pattern = patternOf(input);
  if (pattern === undefined) return [];
  const { before, days } = input;
  const wanted: Wanted = {
    tree,
    date: (date) => date < before && (days === undefined || (date >= days.from && date < days.to)),
  };
  return match(pattern, wanted).toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function match(pattern: string, wanted: Wanted): InputFile[] {
  const { path, segments } = wanted.tree.start(pattern);
  let found: InputFile[] = [{ path }];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    found = found.flatMap((at) => step(at, segment, { last, wanted }));
  }
  return found;
}

function step(at: InputFile, segment: string, { last, wanted }: { last: boolean; wanted: Wanted }): InputFile[] {
  const { tree } = wanted;
  const sums = last ? tree.sums(at.path) : new Map<string, string>();
  if (!/[{*]/.test(segment)) {
    const path = tree.join(at.path, segment);
    const sha256 = sums.get(segment);
    const there = last ? tree.isFile(path) : tree.isFolder(path);
    return there || sha256 !== undefined ? [{ ...at, path, sha256 }] : [];
  }
  const regex = regexOf(segment, at);
  const names = new Set([...tree.names(at.path, last ? 'files' : 'folders'), ...sums.keys()]);
  return [...names].flatMap((name) => {
    const found = regex.exec(name);
    if (found === null) return [];
    const { groups } = found;
    const date = groups?.['date'] ?? at.date;
    if (date !== undefined && (Number.isNaN(dayNumber(date)) || !wanted.date(date))) return [];
    return [{ path: tree.join(at.path, name), source: groups?.['source'] ?? at.source, date, sha256: sums.get(name) }];
  });
}

/** A path segment as a regular expression. What a placeholder stood for further up, it stands for here too. */
function regexOf(segment: string, { source, date }: InputFile): RegExp {
  const bound: Readonly<Record<string, string | undefined>> = { source, date };
  const seen = new Set<string>();
  const parts = segment.split(/(\{\w+\}|\*)/).map((part) => {
    if (part === '*') return '[^/]*';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined) return escape(part);
    const form = group[name];
    if (form === undefined) {
      throw new DuckDbError(
        'bad-input',
        `the path segment '${segment}' has {${name}}; known are {region}, {source}, {date} and *`,
      );
    }
    const value = bound[name];
    if (value !== undefined) return escape(value);
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>${form})`;
  });
  return new RegExp(`^(?!\\.)${parts.join('')}$`);
}

const escape = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
