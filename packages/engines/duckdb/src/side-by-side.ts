/** Tasks that wait for a store, a disk or zlib, which has four threads. */
const atOnce = 4;

/**
 * Does tasks in order, four at a time. The first that fails ends it; those at work end by themselves.
 *
 * @example await sideBySide(files, (file) => verify(file));
 */
export async function sideBySide<T>(tasks: readonly T[], work: (task: T) => Promise<unknown>): Promise<void> {
  const queue = tasks.values();
  const lane = async () => {
    for (const task of queue) await work(task);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, lane));
}
