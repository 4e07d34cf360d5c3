/** The exit status of every Lookalikes command. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  held: 3,
  lockHeld: 4,
  tryAgain: 75,
  interrupted: 130,
  terminated: 143,
} as const;

const byCode = new Map<string, number>([
  ['config', exitCodes.usage],
  ['usage', exitCodes.usage],
  ['plan', exitCodes.usage],
  ['changed', exitCodes.usage],
  ['held', exitCodes.held],
  ['lock-held', exitCodes.lockHeld],
  ['not-ready', exitCodes.tryAgain],
]);

/**
 * The exit status an error stands for, by its `code`; 1 where it says nothing else.
 *
 * @example exitCodeOf(new StageKitError('lock-held', '…')) // 4
 */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return byCode.get(code) ?? exitCodes.failed;
}
