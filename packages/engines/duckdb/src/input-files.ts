import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';
import type { InputRelation } from '@lookalikes/stage-kit';
import { DuckDbError } from './error.ts';
import { dayNumber } from './values.ts';

/** A file of an input. */
export interface InputFile {
  readonly path: string;
  /** What `{source}` stood for. */
  readonly source?: string | undefined;
  /** What `{date}` stood for. */
  readonly date?: string | undefined;
  /** Its line in the SHA256SUMS beside it. */
  readonly sha256?: string | undefined;
}

/** The name of the file of checksums beside an input's files, in the format of `sha256sum`. */
export const sumsName = 'SHA256SUMS';

/** Which files of a pattern are asked for. */
interface Wanted {
  readonly root: string;
  readonly region: string;
  readonly date: (date: string) => boolean;
}

const group: Readonly<Record<string, string>> = {
  source: '[A-Za-z0-9][A-Za-z0-9_.-]*',
  date: '\\d{4}-\\d{2}-\\d{2}',
};

/**
 * The files an input may read, by path: those of its pattern, of the days asked for, before the run date. A file that
 * only SHA256SUMS knows of is among them, so that it is missed.
 *
 * @param root - the folder that relative paths start from
 */
export function inputFiles(input: InputRelation, root: string): InputFile[] {
  if (input.binding.kind !== 'files') return [];
  const { before, days } = input;
  const wanted: Wanted = {
    root,
    region: input.region,
    date: (date) => date < before && (days === undefined || (date >= days.from && date < days.to)),
  };
  return match(input.binding.path, wanted).toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function match(pattern: string, wanted: Wanted): InputFile[] {
  const filled = pattern.replaceAll('{region}', wanted.region);
  const segments = filled.split('/').filter((segment, index) => segment !== '' && !(segment === '.' && index > 0));
  let found: InputFile[] = [{ path: isAbsolute(filled) ? resolve(sep) : wanted.root }];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    found = found.flatMap((at) => step(at, segment, { last, wanted }));
  }
  return found;
}

function step(at: InputFile, segment: string, { last, wanted }: { last: boolean; wanted: Wanted }): InputFile[] {
  const sums = last ? readSums(at.path) : new Map<string, string>();
  if (!/[{*]/.test(segment)) {
    const path = join(at.path, segment);
    const sha256 = sums.get(segment);
    const is = statSync(path, { throwIfNoEntry: false });
    const there = is !== undefined && is.isDirectory() !== last;
    return there || sha256 !== undefined ? [{ ...at, path, sha256 }] : [];
  }
  const regex = regexOf(segment, at);
  const names = new Set([...namesIn(at.path, last), ...sums.keys()]);
  return [...names].flatMap((name) => {
    const found = regex.exec(name);
    if (found === null) return [];
    const { groups } = found;
    const date = groups?.['date'] ?? at.date;
    if (date !== undefined && (Number.isNaN(dayNumber(date)) || !wanted.date(date))) return [];
    return [{ path: join(at.path, name), source: groups?.['source'] ?? at.source, date, sha256: sums.get(name) }];
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

function namesIn(folder: string, files: boolean): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => {
      const is = entry.isSymbolicLink() ? statSync(join(folder, entry.name), { throwIfNoEntry: false }) : entry;
      // A link to nowhere counts as a file, so that it is missed when it is read.
      return files ? (is?.isFile() ?? true) && entry.name !== sumsName : is?.isDirectory();
    })
    .map((entry) => entry.name);
}

/** The checksums beside an input's files, by name. */
function readSums(folder: string): Map<string, string> {
  const path = join(folder, sumsName);
  if (!existsSync(path)) return new Map();
  return new Map(
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index): [string, string][] => {
        if (line.trim() === '') return [];
        const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line.replace(/\r$/, '')) ?? [];
        if (sha256 !== undefined && name !== undefined) return [[name.replace(/^\.\//, ''), sha256]];
        throw new DuckDbError(
          'bad-input',
          `${path}:${index + 1}: expected '<sha256>  <file name>', as sha256sum writes it`,
        );
      }),
  );
}
