import type { Write } from '@lookalikes/stage-kit';
import type { Compiled } from './compile.ts';

/** A write and its compiled SELECT. */
export interface CompiledSelection {
  readonly write: Write;
  readonly select: Compiled;
}

/** The service takes no more parameters in a statement than 255. */
const mostParameters = 255;

/** Some selections in groups that fit into one statement each, in their order: none has more parameters than it may. */
export function* inGroups(all: readonly CompiledSelection[]): Generator<readonly CompiledSelection[]> {
  let group: CompiledSelection[] = [];
  let parameters = 0;
  for (const selection of all) {
    const own = Object.keys(selection.select.params).length;
    if (group.length > 0 && parameters + own > mostParameters) {
      yield group;
      group = [];
      parameters = 0;
    }
    group.push(selection);
    parameters += own;
  }
  if (group.length > 0) yield group;
}

/** Some SELECTs of the same columns, whose parameters differ in name, as one: all of their rows. */
export function together(all: readonly Compiled[]): Compiled {
  if (all.length === 1) return all[0] as Compiled;
  return {
    name: all[0]?.name ?? '',
    sql: all.map(({ sql }) => `SELECT * FROM (${sql}\n) AS selected`).join(' UNION ALL '),
    params: Object.assign({}, ...all.map(({ params }) => params)) as Compiled['params'],
    writes: all.flatMap(({ writes }) => writes),
    // One is looked at where a statement fails, and they differ in their days alone.
    inputs: all[0]?.inputs ?? [],
  };
}
