import { SparkEndpointError } from './error.ts';

/** A text as Spark's string literal, in which a backslash escapes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

interface Form {
  /** What a value's text looks like. */
  readonly text: RegExp;
  literal(text: string): string;
}

const whole = /^-?\d+$/;
const real = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const exact = /^-?\d+(?:\.\d+)?$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?$/;
const wallClock = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const suffixed =
  (suffix: string): Form['literal'] =>
  (text) =>
    text.startsWith('-') ? `(${text}${suffix})` : `${text}${suffix}`;

/** By the type that the driver names. */
const forms: Readonly<Record<string, Form>> = {
  STRING: { text: /^[^]*$/, literal: quoted },
  BOOLEAN: { text: /^(?:true|false)$/i, literal: (text) => text.toUpperCase() },
  TINYINT: { text: whole, literal: suffixed('Y') },
  SMALLINT: { text: whole, literal: suffixed('S') },
  INTEGER: { text: whole, literal: suffixed('') },
  BIGINT: { text: whole, literal: suffixed('L') },
  FLOAT: { text: real, literal: suffixed('F') },
  DOUBLE: { text: real, literal: suffixed('D') },
  DECIMAL: { text: exact, literal: suffixed('BD') },
  DATE: { text: day, literal: (text) => `DATE ${quoted(text)}` },
  TIMESTAMP: { text: moment, literal: (text) => `TIMESTAMP ${quoted(text)}` },
  TIMESTAMP_NTZ: { text: wallClock, literal: (text) => `TIMESTAMP_NTZ ${quoted(text)}` },
};

/**
 * A value as a literal of its type.
 *
 * @param name - the parameter's, for messages
 * @throws SparkEndpointError `bad-parameter` for a type without a literal, or a text that is no value of the type
 * @example literal('key', 'BIGINT', '9007199254740993') // '9007199254740993L'
 */
export function literal(name: string, type: string, text: string): string {
  const form = Object.hasOwn(forms, type) ? forms[type] : undefined;
  if (form === undefined) {
    const known = Object.keys(forms).join(', ');
    throw new SparkEndpointError('bad-parameter', `parameter ${name} has type ${type}; expected one of ${known}`);
  }
  if (form.text.test(text)) return form.literal(text);
  throw new SparkEndpointError(
    'bad-parameter',
    `parameter ${name} has a text that is no ${type}; bind a value that is`,
  );
}
