import { expect, test } from 'vitest';
import { copyText, jsonLine, lines } from './lines.ts';
import type { LineForm } from './lines.ts';
import type { ReportBatch } from './reports.ts';
import { reports } from './reports.ts';

const report = reports[2]!;

const batch = (row: Readonly<Record<string, string | number | null>> = {}): ReportBatch => {
  const usual = {
    segment_id: 's1',
    segment_name: 'Travel',
    seeds: 3,
    usable_seeds: 2,
    negatives: 10,
    sampling_rate: 0.1,
    status: 'ready',
    reason: null,
    model_run_date: '2026-11-20',
  };
  return { rows: 1, columns: Object.fromEntries(Object.entries({ ...usual, ...row }).map(([k, v]) => [k, [v]])) };
};

async function written(form: LineForm, ...batches: ReportBatch[]): Promise<string> {
  const source = async function* () {
    for (const each of batches) yield await Promise.resolve(each);
  };
  const { pieces, rows } = lines(source(), form, { report, region: 'amer', runDate: '2026-11-21' });
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  expect(rows()).toBe(batches.reduce((sum, each) => sum + each.rows, 0));
  return text;
}

test('a line of COPY: tabs between, \\N for null', async () => {
  expect(await written(copyText, batch())).toBe(
    'amer\t2026-11-21\ts1\tTravel\t3\t2\t10\t0.1\tready\t\\N\t2026-11-20\n',
  );
});

test('what COPY would take for something else is escaped', async () => {
  expect(await written(copyText, batch({ segment_name: 'a\\N\tb\nc\rd', reason: '\\.' }))).toContain(
    '\ta\\\\N\\tb\\nc\\rd\t',
  );
});

test('a line of JSON holds what the row holds', async () => {
  const text = await written(jsonLine, batch({ segment_name: '"\\\n\u202e\u0001' }), batch({ reason: '' }));
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(rows).toEqual([
    {
      region: 'amer',
      run_date: '2026-11-21',
      segment_id: 's1',
      segment_name: '"\\\n\u202e\u0001',
      seeds: 3,
      usable_seeds: 2,
      negatives: 10,
      sampling_rate: 0.1,
      status: 'ready',
      reason: null,
      model_run_date: '2026-11-20',
    },
    expect.objectContaining({ reason: '' }),
  ]);
});

test.each([
  [copyText, { segment_name: 'a\0b' }, /^training_set_sizes, row 1, segment_name: has a NUL character \(U\+0000\)\./],
  [copyText, { segment_name: 'a\ud800b' }, /has half a character/],
  [copyText, { segment_id: 'é'.repeat(513) }, /segment_id: is 1,026 bytes long, more than 1,024\./],
  [jsonLine, { reason: 'x'.repeat(65_536) }, /reason: is 65,536 bytes long, more than 65,535\./],
])('what the database cannot hold is refused and not quoted', async (form, row, message) => {
  await expect(written(form, batch(row))).rejects.toMatchObject({
    name: 'ReportingError',
    code: 'value',
    message: expect.stringMatching(message),
  });
});

test('what just fits does', async () => {
  expect(await written(copyText, batch({ segment_id: 'é'.repeat(512), reason: 'x'.repeat(100_000) }))).toContain('é');
});

test('many lines come in pieces of whole lines', async () => {
  const source = async function* () {
    for (let at = 0; at < 3000; at++) yield await Promise.resolve(batch());
  };
  const pieces: Uint8Array[] = [];
  for await (const piece of lines(source(), copyText, { report, region: 'amer', runDate: '2026-11-21' }).pieces)
    pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) expect(Buffer.from(piece).toString()).toMatch(/^amer\t[^]*\n$/);
});
