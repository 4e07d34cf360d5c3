import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Lane, Problem, RowScale, SparseMatrix } from './index.ts';
import { MatrixBuilder, auc, fitPath, logLoss, scoreLane } from './index.ts';

const folder = fileURLToPath(new URL('../../../../shared/data/msweb/', import.meta.url));
const present = existsSync(folder);

/** Area, then its AUC on the test users: rows as they are, and rows divided by the root of their length. */
const published: readonly (readonly [area: string, none: number, root: number])[] = [
  ['/sitebuilder', 0.943, 0.94],
  ['/kb', 0.907, 0.91],
  ['/gallery', 0.914, 0.918],
  ['/windowssupport', 0.964, 0.966],
  ['/office', 0.867, 0.876],
  ['/workshop', 0.911, 0.905],
  ['/games', 0.773, 0.782],
  ['/ntserver', 0.884, 0.889],
  ['/sbnmember', 0.958, 0.962],
  ['/msdn', 0.843, 0.866],
  ['/word', 0.93, 0.937],
  ['/athome', 0.796, 0.794],
  ['/train_cert', 0.789, 0.811],
  ['/vbasic', 0.889, 0.904],
  ['/visualj', 0.923, 0.924],
  ['/jobs', 0.846, 0.891],
  ['/germany', 0.712, 0.749],
  ['/education', 0.783, 0.767],
  ['/sports', 0.883, 0.93],
];

interface Visits {
  readonly areas: ReadonlyMap<string, number>;
  readonly users: readonly (readonly number[])[];
}

function readVisits(file: string): Visits {
  const areas = new Map<string, number>();
  const users: number[][] = [];
  for (const line of readFileSync(folder + file, 'latin1').split('\n')) {
    const cells = line.trim().split(',');
    const id = Number(cells[1]);
    if (cells[0] === 'A') areas.set(cells[4]!.replaceAll('"', ''), id);
    else if (cells[0] === 'C') users.push([]);
    else if (cells[0] === 'V') users.at(-1)!.push(id);
  }
  return { areas, users };
}

function matrixOf({ users }: Visits): SparseMatrix {
  const builder = new MatrixBuilder(1300);
  for (const visits of users) {
    builder.startRow();
    for (const area of visits.toSorted((a, b) => a - b)) builder.add(area);
  }
  return builder.build();
}

function visitors({ users }: Visits, area: number): Int32Array {
  return Int32Array.from(users.keys()).filter((row) => users[row]!.includes(area));
}

function labelsOf(rows: number, positives: Int32Array): Uint8Array {
  const labels = new Uint8Array(rows);
  for (const row of positives) labels[row] = 1;
  return labels;
}

/**
 * The strength with the least log-loss on every fifth user, for each lane. Which fifth it is moves the plain mean between
 * .866 and .869, the other between .879 and .880.
 */
async function strengthsByValidation(problem: Problem): Promise<number[]> {
  const { rows } = problem.matrix;
  const trainable = Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 4 ? 0 : 1));
  const best = problem.lanes.map(() => ({ loss: Infinity, strength: NaN }));
  for await (const fit of fitPath({ ...problem, trainable }, { strengths: [0.1, 0.3, 1, 3] })) {
    const lane = problem.lanes[fit.lane]!;
    const margins = scoreLane(problem.matrix, fit, { rowScale: problem.rowScale, banned: lane.banned });
    for (let row = 0; row < rows; row++) if (trainable[row] === 1) margins[row] = NaN;
    const loss = logLoss(margins, labelsOf(rows, lane.positives));
    if (loss < best[fit.lane]!.loss) best[fit.lane] = { loss, strength: fit.strength };
  }
  return best.map(({ strength }) => strength);
}

/** Each area's AUC on the test users, C by a validation split, refitted on all training users. */
async function areaAucs(rowScale: RowScale): Promise<number[]> {
  const train = readVisits('anonymous-msweb.data');
  const held = readVisits('anonymous-msweb.test');
  const heldMatrix = matrixOf(held);
  const lanes = published.map(([name]): Lane => {
    const area = train.areas.get(name)!;
    return { name, positives: visitors(train, area), excluded: new Int32Array(0), banned: Int32Array.of(area) };
  });
  const problem: Problem = { matrix: matrixOf(train), lanes, rowScale };
  const chosen = await strengthsByValidation(problem);
  const aucs: number[] = [];
  for await (const fit of fitPath(problem, { strengths: (lane) => [chosen[lane]!] })) {
    const { banned } = lanes[fit.lane]!;
    const margins = scoreLane(heldMatrix, fit, { rowScale, banned });
    aucs[fit.lane] = auc(margins, labelsOf(heldMatrix.rows, visitors(held, banned[0]!)));
  }
  return aucs;
}

/** `area found published`, a line an area: what a failure shows. */
function table(aucs: readonly number[], column: 1 | 2): string {
  return published.map((row, at) => `${row[0]} ${aucs[at]!.toFixed(3)} ${row[column].toFixed(3)}`).join('\n');
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe.skipIf(!present)('msweb, 19 areas (skipped without ../shared/data/msweb)', () => {
  test('rows divided by the root of their length: mean AUC .880', async () => {
    const aucs = await areaAucs('inverse-sqrt-length');
    expect(Math.abs(mean(aucs) - 0.88), table(aucs, 2)).toBeLessThan(0.003);
    aucs.forEach((found, at) => expect(found, table(aucs, 2)).toBeGreaterThan(published[at]![2] - 0.015));
  });

  test('rows as they are: mean AUC .869', async () => {
    const aucs = await areaAucs('none');
    expect(Math.abs(mean(aucs) - 0.869), table(aucs, 1)).toBeLessThan(0.003);
  });
});
