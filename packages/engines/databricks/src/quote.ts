/** A quoted identifier. @example identifier('user_tokens') // '`user_tokens`' */
export const identifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A quoted name of several parts. @example qualified('main.nightly.events') // '`main`.`nightly`.`events`' */
export const qualified = (name: string): string => name.split('.').map(identifier).join('.');

/** A quoted text. @example literal("it's") // "'it\\'s'" */
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
