import { describe, expect, test } from 'vitest';
import { DuckDbError } from './error.ts';
import { failure } from './failure.ts';

const shown = (message: string) => failure(new Error(message), 'x.sql');

describe('failure', () => {
  test.each([
    ["Conversion Error: Could not convert string 'u-7 it's me' to INT32", 'Could not convert string … to INT32'],
    [
      'Conversion Error: invalid timestamp field format: "u-7", expected format is (YYYY)',
      'invalid timestamp field format: …, expected',
    ],
    ["Conversion Error: Could not convert string 'first line\nu-7' to INT32", 'Could not convert string …'],
    [
      'Out of Range Error: Overflow in multiplication of INT32 (2147483647 * 77777)!',
      'Overflow in multiplication of INT32 (… * …)!',
    ],
    [
      "Conversion Error: Type INT64 with value 99999999999 can't be cast to INT32",
      'Type INT64 with value … cannot be cast to INT32',
    ],
    ['Constraint Error: Duplicate key "word: u-7" violates primary key constraint', 'Duplicate key … violates'],
  ])('leaves the values out of %j', (message, expected) => {
    const error = shown(message);
    expect(error.code).toBe('sql');
    expect(error.cause).toBeUndefined();
    expect(error.message).toContain(`x.sql: `);
    expect(error.message).toContain(expected);
    expect(`${error.message} ${error.stack}`).not.toMatch(/u-7|77777|99999999999/);
  });

  test('tells a CSV file, line and kind, and not the line', () => {
    const error = shown(
      'Invalid Input Error: CSV Error on Line: 30002\nOriginal Line: u-7,2,3\nExpected Number of Columns: 2 Found: 3\nPossible fixes:\n\n  file = /in/late.csv\n  delimiter = ,',
    );
    expect(error).toMatchObject({
      code: 'bad-input',
      message: 'x.sql: /in/late.csv:30002: Expected Number of Columns: 2 Found: 3',
    });
    expect(shown('Invalid Input Error: CSV Error on Line: 3\nu-7').message).toBe(
      'x.sql: a file:3: the line cannot be read',
    );
  });

  test.each([
    [
      'Invalid Input Error: Malformed JSON in file "/in/a 1.jsonl", at byte 6 in line 3: unexpected',
      'bad-input',
      'file "/in/a 1.jsonl", at byte 6 in line 3',
    ],
    [
      'Invalid Input Error: JSON transform error in file "/in/a.jsonl", in line 1: Expected ARRAY, but got VARCHAR: "u-7"',
      'bad-input',
      'in line 1: Expected ARRAY, but got VARCHAR: …',
    ],
    ["Invalid Input Error: No magic bytes found at end of file '/in/a.parquet'", 'corrupt', "'/in/a.parquet'"],
    ['IO Error: No files found that match the pattern "/in/a.parquet"', 'input-missing', '"/in/a.parquet"'],
    ['Constraint Error: NOT NULL constraint failed: nn.a', 'null-value', 'nn.a'],
  ])('keeps the file of %j', (message, code, expected) => {
    const error = shown(message);
    expect(error.code).toBe(code);
    expect(error.message).toContain(expected);
    expect(error.message).not.toContain('u-7');
  });

  test('keeps an error about the text as it is, with its cause', () => {
    const cause = new Error('Binder Error: Referenced column "digit" not found in FROM clause!');
    expect(failure(cause, 'x.sql')).toMatchObject({ code: 'sql', message: `x.sql: ${cause.message}`, cause });
    expect(failure('Failed to extract statements: Parser Error: at "SELEC"', 'x.sql').message).toBe(
      'x.sql: Parser Error: at "SELEC"',
    );
  });

  test('keeps an error of ours', () => {
    const error = new DuckDbError('corrupt', 'a file');
    expect(failure(error, 'x.sql')).toBe(error);
  });
});
