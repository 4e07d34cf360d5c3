/** HTML that is safe as it stands: made by `markup`, or by our own code from numbers alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What can stand in a template: nothing for null, undefined and false; lists piece by piece. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A text as HTML shows it, in an element as in a quoted attribute. What no document may hold (NUL, half a surrogate pair) becomes
 * the replacement character.
 *
 * @example escape('<b>') // '&lt;b&gt;'
 */
export const escape = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\0', '\uFFFD')
    .replaceAll(/[&<>"']/g, (letter) => entities[letter] as string);

/**
 * Writes HTML: what is put into the template is escaped, unless `markup` made it. Attributes are quoted.
 *
 * @example markup`<p title="${title}">${name}</p>`
 */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(strings.map((text, at) => text + (at < contents.length ? textOf(contents[at]) : '')).join(''));
}

function textOf(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return escape(String(content));
}

/**
 * A name that others chose: shown as it is, its direction kept to itself, cut where it is longer than anybody reads.
 *
 * @example name('Läufer') // <bdi>Läufer</bdi>
 */
export function name(text: string, longest = 120): Html {
  const letters = Array.from(text.slice(0, 2 * longest + 1));
  return markup`<bdi>${letters.length > longest ? `${letters.slice(0, longest).join('')}…` : text}</bdi>`;
}
