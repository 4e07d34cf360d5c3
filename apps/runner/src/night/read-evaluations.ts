import type { RowOf } from '@lookalikes/schema';
import { evaluations } from '@lookalikes/schema';
import type { ObjectStore, StageRecord } from '@lookalikes/stage-kit';

/** How well a model ranked, as the night's report has it. */
export type Evaluation = RowOf<typeof evaluations.v1>;

/**
 * Reads the night's evaluations from the report that reporting left in the object store: the night's newest, as a report
 * is written anew by each attempt.
 *
 * @param stages - the newest record of each stage; reporting's says where the report is
 * @returns none where reporting has not run, or its report was taken away
 */
export async function readEvaluations(store: ObjectStore, stages: Iterable<StageRecord>): Promise<Evaluation[]> {
  const key = [...stages].flatMap(({ figures }) => figures).find(({ name }) => name === 'evaluations.tsv')?.value;
  if (typeof key !== 'string' || (await store.head(key)) === undefined) return [];
  const [head = '', ...lines] = new TextDecoder().decode(await store.get(key)).split('\n');
  const names = head.split('\t');
  return lines.filter((line) => line !== '').map((line) => rowOf(names, line.split('\t')));
}

function rowOf(names: readonly string[], fields: readonly string[]): Evaluation {
  return Object.fromEntries(names.map((name, index) => [name, valueOf(name, fields[index] ?? '')])) as Evaluation;
}

function valueOf(name: string, text: string): string | number | null {
  if (text === '') return null;
  const { type } = evaluations.v1.columns[name as keyof Evaluation] ?? {};
  return type === 'int' || type === 'double' ? Number(text) : unescape(text);
}

const short: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };

/** Takes back what reporting's TSV does to texts: `\t`, `\n`, `\r`, `\\` and `\uXXXX`. */
const unescape = (text: string): string =>
  text.replaceAll(
    /\\(?:u([0-9A-F]{4})|(.))/g,
    (all, code?: string, letter?: string) =>
      (code === undefined ? short[letter ?? ''] : String.fromCharCode(Number.parseInt(code, 16))) ?? all,
  );
