import { closest } from './closest.ts';
import { StageKitError } from './error.ts';

/** What a dialect puts in place of the two placeholders. */
export interface Placeholders {
  /** The FROM-able expression of `{{name}}`. */
  relation(name: string): string;
  /** The marker that binds `:name`. */
  param(name: string): string;
}

type Piece = { readonly kind: 'text' | 'relation' | 'param'; readonly value: string };

// Comments, quoted text and identifiers pass through untouched; so does the cast `::`, which no file of ours uses. Whatever
// stands between {{ and }} is a name, so that a misspelt one is told as unknown and not as bad SQL.
const pattern =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|::|\{\{\s*([^{}]*?)\s*\}\}|(?<![A-Za-z0-9_:]):([A-Za-z][A-Za-z0-9_]*)/g;

function parse(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, relation, param] = match;
    pieces.push({ kind: 'text', value: text.slice(end, match.index) });
    if (relation !== undefined) pieces.push({ kind: 'relation', value: relation });
    else if (param !== undefined) pieces.push({ kind: 'param', value: param });
    else pieces.push({ kind: 'text', value: whole });
    end = match.index + whole.length;
  }
  pieces.push({ kind: 'text', value: text.slice(end) });
  return pieces;
}

/** The placeholders a SQL file uses, each once, in order of appearance. */
export function placeholdersOf(text: string): { relations: string[]; params: string[] } {
  const pieces = parse(text);
  const of = (kind: Piece['kind']) => [...new Set(pieces.filter((piece) => piece.kind === kind).map((p) => p.value))];
  return { relations: of('relation'), params: of('param') };
}

/**
 * Fills in the placeholders of a SQL file, leaving strings, quoted identifiers and comments alone.
 *
 * @example
 * render('SELECT * FROM {{users}} WHERE tokens > :least', {
 *   relation: (name) => `${name}_v1`, param: (name) => `$${name}`,
 * }) // 'SELECT * FROM users_v1 WHERE tokens > $least'
 */
export function render(text: string, placeholders: Placeholders): string {
  return parse(text)
    .map(({ kind, value }) =>
      kind === 'text' ? value : kind === 'relation' ? placeholders.relation(value) : placeholders.param(value),
    )
    .join('');
}

/**
 * Picks what a SQL file uses out of what is at hand.
 *
 * @param kind - `read` or `parameter`, for the message
 * @throws StageKitError `sql` naming the file, the placeholder and the nearest known name
 */
export function pick<T>(
  { file, names, kind }: { file: string; names: readonly string[]; kind: 'read' | 'parameter' },
  known: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(known, name)) {
        const shown = kind === 'read' ? `{{${name}}}` : `:${name}`;
        throw new StageKitError(
          'sql',
          `${file} uses ${shown}, which is no ${kind} of the stage${closest(name, Object.keys(known))}`,
        );
      }
      return [name, known[name] as T];
    }),
  );
}
