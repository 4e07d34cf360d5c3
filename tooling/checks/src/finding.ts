/** One breach of a rule: where it is, and what to do about it. */
export interface Finding {
  /** Path from the workspace's root, with `:line` where there is one. */
  readonly where: string;
  /** What was found, what was expected, and the way out. */
  readonly message: string;
}

/**
 * Findings as lines for a person, sorted by place.
 *
 * @example printable([{ where: 'packages/schema/package.json', message: 'depends on left-pad' }])
 * // ['packages/schema/package.json  depends on left-pad']
 */
export function printable(findings: readonly Finding[]): string[] {
  return findings.map(({ where, message }) => `${where}  ${message}`).toSorted();
}
