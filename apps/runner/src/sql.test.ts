import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { segments } from '@lookalikes/schema';
import { Ledger } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { describe, expect, it } from 'vitest';
import { lookalikes } from '../test/lookalikes.ts';
import { configText, newFolder } from '../test/world.ts';

const folder = newFolder();
writeFileSync(join(folder, 'lookalikes.config.ts'), configText());
mkdirSync(join(folder, 'inputs/events/af/2026-11-20'), { recursive: true });
writeFileSync(join(folder, 'inputs/events/af/2026-11-20/part.parquet'), '');

const sql = async (...args: readonly string[]) => {
  const { status, stdout, stderr } = await lookalikes(['sql', ...args], folder);
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
};

describe('lookalikes sql', () => {
  it('lists the steps of a stage, and needs no config for that', async () => {
    const { status, stdout } = await lookalikes(['sql', 'scoring'], newFolder());
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^write {2}audiences +The chosen users with their ids\.$/m),
    ]);
    expect(stdout).toMatch(/^query {2}histories/m);
    expect(stdout).toMatch(/^audit {2}audits\/rank_gap/m);
    expect(await sql('metadata')).toBe('metadata has no SQL\n');
    const steps = JSON.parse(await sql('scoring', '--json')) as object[];
    expect(steps).toContainEqual({
      name: 'audiences',
      kind: 'write',
      file: 'scoring/sql/audiences.sql',
      doc: 'The chosen users with their ids.',
    });
  });

  it('prints a step for either engine, with what is bound and what is not there yet', async () => {
    const writeId = randomUUID();
    const store = await fileStore({ root: 'objects' }).open({ root: folder });
    await new Ledger(store).publish(
      { dataset: segments.v1, partition: { region: 'amer', date: '2026-11-21' }, writeId },
      { rows: 0, checksum: 'none' },
      {
        stage: 'metadata',
        stageVersion: '0.1.0',
        run: 'amer/2026-11-21#1',
        fence: 1,
        now: new Date(),
        basis: undefined,
      },
    );
    const own = await sql('scoring', 'chosen_models', '--date', '2026-11-21');
    expect(own).toContain(
      '-- scoring/sql/chosen_models.sql for duckdb, amer/2026-11-21: the rows that the stage reads.\n',
    );
    expect(own).toContain('-- {{models}} is models_v1 of amer/2026-11-21: not published.\n');
    expect(own).toContain('-- {{segments}} is segments_v1 of 2026-11-21, by amer/2026-11-21#1.\n');
    expect(own).toContain('FROM "segments_v1"');
    expect(own).toMatch(new RegExp(`^--   _\\d = '${writeId}'$`, 'm'));
    expect(own).toMatch(/^-- {3}_\d = <models_v1 of amer\/2026-11-21: not published>$/m);
    const other = await sql('scoring', 'chosen_models', '--date', '2026-11-21', '--engine', 'databricks');
    expect(other).toContain('FROM `segments_v1`');
    const elsewhere = await sql('scoring', 'chosen_models', '--date', '2026-11-21', '--region', 'emeaApac');
    expect(elsewhere).toContain('segments_v1 of emeaApac/2026-11-21: not published');
  });

  it('prints audits too, and the same for programs', async () => {
    const compiled = JSON.parse(await sql('scoring', 'rank_gap', '--json', '--date', '2026-11-21')) as { sql: string };
    expect(compiled).toMatchObject({
      stage: 'scoring',
      step: 'audits/rank_gap',
      kind: 'audit',
      engine: 'duckdb',
      region: 'amer',
      run_date: '2026-11-21',
      reads: { audiences: 'audiences: written by the run itself' },
    });
    expect(compiled.sql).toContain('lag(score)');
    expect(await sql('scoring', 'audits/rank_gap')).toContain('its rows are the bad ones');
  });

  it('shows inputs that are files as tables where the engine is another than the one of the config', async () => {
    const args = ['training-data', 'daily_fires', '--date', '2026-11-21'];
    expect(await sql(...args)).toContain('read_parquet');
    expect(await sql(...args, '--engine', 'databricks')).toContain('`<events: files in the config>`');
  });

  it.each([
    [['scorng', 'audiences'], "no stage 'scorng'; did you mean 'scoring'?"],
    [['scoring', 'audience'], "no step of scoring 'audience'; did you mean 'audiences'?"],
    [['scoring', 'rank_gaps'], "no step of scoring 'rank_gaps'; did you mean 'rank_gap'?"],
    [['scoring', 'audiences', '--engine', 'duckbd'], "no engine 'duckbd'; did you mean 'duckdb'?"],
    [['scoring', 'audiences', '--region', 'amr'], "did you mean 'amer'?"],
    [['scoring', 'audiences', '--date', '2026-13-01'], 'expected a day as YYYY-MM-DD'],
  ])('refuses %j with status 2', async (args, message) => {
    const { status, stdout, stderr } = await lookalikes(['sql', ...args], folder);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  });
});
