/**
 * Does tasks in order, so many at a time.
 *
 * @example await sideBySide(2, fits, (fit) => start(commandOf(fit)));
 */
export async function sideBySide<T>(
  lanes: number,
  tasks: readonly T[],
  work: (task: T) => Promise<unknown>,
): Promise<void> {
  const left = tasks.values();
  const lane = async (): Promise<void> => {
    for (const task of left) await work(task);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
