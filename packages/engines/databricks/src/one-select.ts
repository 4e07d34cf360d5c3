import { DatabricksError } from './error.ts';

// What hides words: comments, quoted text (a backslash escapes) and quoted names.
const hidden = /--[^\n]*|\/\*[^]*?\*\/|'(?:\\[^]|[^'\\])*'|"(?:\\[^]|[^"\\])*"|`[^`]*`/g;
const others = /\b(INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|TRUNCATE)\b/i;

/**
 * Makes sure that a text is one SELECT before it is sent: the service would run any statement.
 *
 * @throws DatabricksError `sql`
 */
export function checkOneSelect({ name, sql }: { readonly name: string; readonly sql: string }): void {
  let outside = sql.replaceAll(hidden, ' ');
  for (let before = ''; before !== outside;) {
    before = outside;
    outside = outside.replaceAll(/\([^()]*\)/g, ' _ ');
  }
  if (outside.includes(';')) {
    throw new DatabricksError('sql', `${name}: expected one SELECT, found several statements`);
  }
  if (!/^\s*(SELECT|WITH|VALUES|_)\b/i.test(outside) || others.test(outside)) {
    throw new DatabricksError('sql', `${name}: expected one SELECT, found another statement`);
  }
}
