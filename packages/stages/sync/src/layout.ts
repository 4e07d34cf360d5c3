/** What a line of a file may hold. */
export const deliveryColumns = [
  'dsp_user_id',
  'dsp_segment_id',
  'segment_id',
  'score',
  'rank',
  'timestamp',
  'value',
  'expiration_minutes',
] as const;

/** One column of a file. */
export type DeliveryColumn = (typeof deliveryColumns)[number];

/** What may stand between two values of a line. */
export const separators = ['\t', ',', ';', '|'] as const;

/** How a file of the DSP is laid out: enough to write one, and to check one. */
export interface Layout {
  readonly columns: readonly DeliveryColumn[];
  readonly separator: (typeof separators)[number];
  readonly lineEnd: '\n' | '\r\n';
  /** Whether the first line names the columns. */
  readonly header: boolean;
  readonly encoding: 'utf8' | 'latin1';
  /** What an id is: an unsigned 64-bit number, or visible ASCII characters. */
  readonly ids: 'uint64' | 'text';
}

/** The names of the presets. */
export const presetNames = ['legacy', 'xandr'] as const;

/**
 * The layouts that have a name. `legacy` is the pipeline's own from before; `xandr` is Xandr's batch segment file, its tab
 * variant: Latin-1, no header, `UID, TIMESTAMP, SEG_ID, VALUE, EXPIRATION`.
 */
export const presets: Readonly<Record<(typeof presetNames)[number], Layout>> = {
  legacy: {
    columns: ['dsp_user_id', 'dsp_segment_id'],
    separator: '\t',
    lineEnd: '\n',
    header: false,
    encoding: 'utf8',
    ids: 'text',
  },
  xandr: {
    columns: ['dsp_user_id', 'timestamp', 'dsp_segment_id', 'value', 'expiration_minutes'],
    separator: '\t',
    lineEnd: '\n',
    header: false,
    encoding: 'latin1',
    ids: 'uint64',
  },
};

/** A preset's name and what differs from it, as options have them. */
export type LayoutOptions = { readonly preset: (typeof presetNames)[number] } & {
  readonly [K in keyof Layout]?: Layout[K] | undefined;
};

/**
 * The layout that options stand for: the preset, and what they say otherwise.
 *
 * @example layoutOf({ preset: 'xandr', header: true }).columns[0] // 'dsp_user_id'
 */
export function layoutOf(options: LayoutOptions): Layout {
  const preset = presets[options.preset];
  return {
    columns: options.columns ?? preset.columns,
    separator: options.separator ?? preset.separator,
    lineEnd: options.lineEnd ?? preset.lineEnd,
    header: options.header ?? preset.header,
    encoding: options.encoding ?? preset.encoding,
    ids: options.ids ?? preset.ids,
  };
}

/** Whether a line can say that somebody leaves: by an expiration of -1. */
export const canRemove = ({ columns }: Layout): boolean => columns.includes('expiration_minutes');

/**
 * Whether a value can stand in a line: it is not empty, has no control character and no separator, and the encoding
 * has all of its characters.
 */
export function fits(value: string, { separator, encoding }: Pick<Layout, 'separator' | 'encoding'>): boolean {
  if (value === '' || /\p{Cc}/u.test(value) || value.includes(separator) || !value.isWellFormed()) return false;
  // oxlint-disable-next-line no-control-regex -- Latin-1 is these code points
  return encoding === 'utf8' || /^[\u0000-\u00ff]*$/.test(value);
}

const visible = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('');

/** The characters that an id may have, as one text. */
export const idCharacters = ({ ids, separator }: Layout): string =>
  ids === 'uint64' ? '0123456789' : visible.replaceAll(separator, '');
