import { expect, test } from 'vitest';
import { bindParameters } from './bind-parameters.ts';
import type { ThriftStruct } from './thrift.ts';
import { textField, thriftType } from './thrift.ts';

function parameter(name: string | undefined, type?: string, text?: string): ThriftStruct {
  const struct: ThriftStruct = new Map();
  if (name !== undefined) struct.set(2, textField(name));
  if (type !== undefined) struct.set(3, textField(type));
  if (text !== undefined) struct.set(4, { type: thriftType.struct, value: new Map([[1, textField(text)]]) });
  return struct;
}

test('a statement without parameters stays as it is', () => {
  expect(bindParameters("SELECT ':a'", [])).toBe("SELECT ':a'");
});

test('markers are bound, and what only looks like one is left alone', () => {
  const statement = String.raw`SELECT ':a \' :a', "?", ${'`:a`'}, x::int, :a, /* :a */ ? -- :a`;
  expect(bindParameters(statement, [parameter('a', 'STRING', String.raw`it's \ :a`)])).toBe(
    String.raw`SELECT ':a \' :a', "?", ${'`:a`'}, x::int, 'it\'s \\ :a', /* :a */ 'it\'s \\ :a' -- :a`,
  );
});

test('ordinal markers take the values in turn', () => {
  const values = [parameter(undefined, 'INTEGER', '1'), parameter(undefined, 'INTEGER', '-2')];
  expect(bindParameters('SELECT ? -?', values)).toBe('SELECT 1 -(-2)');
});

test.each([
  { type: 'BOOLEAN', text: 'true', literal: 'TRUE' },
  { type: 'TINYINT', text: '-1', literal: '(-1Y)' },
  { type: 'SMALLINT', text: '2', literal: '2S' },
  { type: 'INTEGER', text: '3', literal: '3' },
  { type: 'BIGINT', text: '9007199254740993', literal: '9007199254740993L' },
  { type: 'FLOAT', text: '1.5', literal: '1.5F' },
  { type: 'DOUBLE', text: '1e-7', literal: '1e-7D' },
  { type: 'DECIMAL', text: '-12.50', literal: '(-12.50BD)' },
  { type: 'DATE', text: '2026-11-21', literal: "DATE '2026-11-21'" },
  { type: 'TIMESTAMP', text: '2026-11-21T10:00:00.5Z', literal: "TIMESTAMP '2026-11-21T10:00:00.5Z'" },
  { type: 'TIMESTAMP_NTZ', text: '2026-11-21 10:00:00', literal: "TIMESTAMP_NTZ '2026-11-21 10:00:00'" },
  { type: undefined, text: undefined, literal: 'NULL' },
])('$type $text is $literal', ({ type, text, literal }) => {
  expect(bindParameters('SELECT ?', [parameter(undefined, type, text)])).toBe(`SELECT ${literal}`);
});

test.each([
  { what: 'a text that is no number', given: parameter('a', 'BIGINT', '1) OR (1=1'), says: /parameter a .* no BIGINT/ },
  { what: 'a type of another kind', given: parameter('a', 'INTERVAL DAY', '1'), says: /type INTERVAL DAY; expected/ },
  { what: 'a marker without a value', given: parameter('b', 'INTEGER', '1'), says: /parameter a, which has no value/ },
])('$what is refused', ({ given, says }) => {
  expect(() => bindParameters('SELECT :a', [given])).toThrow(says);
});

test('a raw string with a backslash is refused: it would end elsewhere', () => {
  const given = [parameter('a', 'INTEGER', '1')];
  expect(() => bindParameters(String.raw`SELECT r'\', :a, '`, given)).toThrow('raw string');
  expect(bindParameters("SELECT r'x', :a", given)).toBe("SELECT r'x', 1");
});
