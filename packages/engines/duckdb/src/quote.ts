/** A quoted identifier. @example identifier('user_tokens') // '"user_tokens"' */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A quoted text. @example literal("it's") // "'it''s'" */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A path that DuckDB takes as one file: `*`, `?` and `[` in it would be patterns. */
export const pathLiteral = (path: string): string => literal(path.replaceAll(/[*?[]/g, (char) => `[${char}]`));
