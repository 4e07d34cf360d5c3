import { SparkEndpointError } from './error.ts';
import { literal } from './literal.ts';
import type { ThriftStruct } from './thrift.ts';
import { structAt, textAt } from './thrift.ts';

// What a marker cannot stand in: comments, quoted text (a backslash escapes), quoted names, and the cast `::`.
const pattern =
  /--[^\n]*|\/\*[^]*?\*\/|(?<raw>\b[rR])?(?:'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*")|`[^`]*`|::|:(?<name>[A-Za-z_]\w*)|(?<ordinal>\?)/g;

/**
 * A statement with each `:name` or `?` replaced by its value as a typed literal.
 *
 * A warehouse takes the parameters beside the statement. Spark's Thrift server has no place for them, and Spark's own
 * `EXECUTE IMMEDIATE … USING` leaves a marker unbound inside WITH, in DESCRIBE QUERY and, from Spark 4.2 on, wherever
 * Delta Lake's parser is on. So this is what Spark's own parser does from 4.1 on: literals in the place of markers.
 *
 * @param parameters - the `TSparkParameter`s of the request: all named, or none
 * @throws SparkEndpointError `bad-parameter` for a marker without a value, a type that is not bound here, or a value
 *   that is not of its type
 * @example bindParameters('SELECT :a', [a]) // 'SELECT 1'
 */
export function bindParameters(statement: string, parameters: readonly ThriftStruct[]): string {
  if (parameters.length === 0) return statement;
  const named = new Map(parameters.map((parameter) => [textAt(parameter, 2), parameter]));
  let next = 0;
  return statement.replaceAll(pattern, (whole: string, ...rest: unknown[]) => {
    const { raw, name, ordinal } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    if (raw !== undefined && whole.includes('\\')) {
      throw new SparkEndpointError(
        'bad-parameter',
        'a statement with parameters has a raw string with a backslash: quote it',
      );
    }
    if (name !== undefined) return valueOf(named.get(name), name);
    if (ordinal === undefined) return whole;
    next += 1;
    return valueOf(parameters[next - 1], `number ${next}`);
  });
}

/** Neither type nor value stands for NULL. */
function valueOf(parameter: ThriftStruct | undefined, name: string): string {
  if (parameter === undefined) {
    throw new SparkEndpointError(
      'bad-parameter',
      `the statement has a marker for parameter ${name}, which has no value`,
    );
  }
  const type = textAt(parameter, 3);
  const text = textAt(structAt(parameter, 4), 1);
  return type === undefined || text === undefined ? 'NULL' : literal(name, type, text);
}
