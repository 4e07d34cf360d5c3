import { describe, expect, it } from 'vitest';
import { StageKitError } from './error.ts';
import { pick, placeholdersOf, render } from './sql-template.ts';

const shown = (text: string) => render(text, { relation: (name) => `<${name}>`, param: (name) => `$${name}` });

describe('render', () => {
  it('fills in relations and parameters, each as often as it is used', () => {
    expect(shown('SELECT :least FROM {{users}} u JOIN {{ seeds }} s ON u.n > :least AND s.x=:x')).toBe(
      'SELECT $least FROM <users> u JOIN <seeds> s ON u.n > $least AND s.x=$x',
    );
  });

  it.each([
    ['a string', "SELECT ':a {{b}}', 'it''s :a'"],
    ['an empty string beside a doubled quote', "SELECT '', '''', ':a'"],
    ['a quoted identifier', 'SELECT ":a {{b}} "" :c" FROM t'],
    ['an identifier in backticks', 'SELECT `:a {{b}}` FROM t'],
    ['a line comment', "SELECT 1 -- :a {{b}} don't\nFROM t"],
    ['a line comment at the very end', 'SELECT 1 -- :a {{b}}'],
    ['a block comment', "SELECT 1 /* :a\n {{b}} ' */ FROM t"],
    ['a cast', 'SELECT x::int, x ::text, CAST(y AS DATE)'],
    ['a slice and a time', "SELECT list[1:3], a[b:c], TIMESTAMP '2026-11-21 10:20:30'"],
    ['a colon before a space', "SELECT {'a': b}"],
  ])('leaves %s alone', (_what, text) => {
    expect(shown(text)).toBe(text);
    expect(placeholdersOf(text)).toEqual({ relations: [], params: [] });
  });

  it('goes on after what it leaves alone', () => {
    expect(shown(`/* :a */ SELECT ':b' -- {{c}}\n, "d", x::int, :e FROM {{f}}`)).toBe(
      `/* :a */ SELECT ':b' -- {{c}}\n, "d", x::int, $e FROM <f>`,
    );
  });
});

describe('placeholdersOf', () => {
  it('gives each name once, in order of appearance', () => {
    expect(placeholdersOf('SELECT :b, :a, :b FROM {{y}}, {{x}}, {{y}}')).toEqual({
      relations: ['y', 'x'],
      params: ['b', 'a'],
    });
  });

  it('takes whatever stands between the braces for a name, so that a misspelt one is told', () => {
    expect(placeholdersOf('FROM {{userTokens}}, {{user-tokens}}, {{}} WHERE a = :runDate')).toEqual({
      relations: ['userTokens', 'user-tokens', ''],
      params: ['runDate'],
    });
  });
});

describe('pick', () => {
  const file = 'scoring/sql/audiences.sql';

  it('gives what the file uses and nothing else', () => {
    const known = { users: 1, seeds: 2 };
    expect(pick({ file, names: ['seeds'], kind: 'read' }, known)).toEqual({ seeds: 2 });
  });

  it('names the file, the placeholder and the nearest known name', () => {
    const refused = (kind: 'read' | 'parameter', name: string) => () =>
      pick({ file, names: [name], kind }, { users: 1, run_date: 2 });
    expect(refused('read', 'user')).toThrow(
      new StageKitError('sql', `${file} uses {{user}}, which is no read of the stage; did you mean 'users'?`),
    );
    expect(refused('parameter', 'rundate')).toThrow(
      new StageKitError('sql', `${file} uses :rundate, which is no parameter of the stage; did you mean 'run_date'?`),
    );
    expect(refused('read', 'toString')).toThrow('{{toString}}, which is no read of the stage; known: run_date, users');
  });
});
