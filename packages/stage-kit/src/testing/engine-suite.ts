import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { counts, select } from './engine/bench.ts';
import { cancelSuite } from './engine/cancel.ts';
import { columnsSuite } from './engine/columns.ts';
import { functionsSuite } from './engine/functions.ts';
import { loadSuite } from './engine/load.ts';
import { materializeAllSuite } from './engine/materialize-all.ts';
import { materializeSuite } from './engine/materialize.ts';
import { querySuite } from './engine/query.ts';
import { relationsSuite } from './engine/relations.ts';

/**
 * Says what every call of the Engine port must do, as vitest suites: an adapter's own test is this and what only it can do.
 *
 * Beyond the port's types it asks that errors carry a `code`, the same on every engine: `sql` for a statement or batch
 * that is wrong, `null-value`, `write-id-used`, `bad-input` and `input-missing`. It writes tables named `suite_…`, under
 * new write ids each time, so that it can run against an engine that keeps its data.
 *
 * @param name - for the report
 * @param open - opens an engine of the region `amer`; called twice, one after the other
 * @example engineSuite('duckdb', () => duckdb({ path: ':memory:' }).open({ root, region: 'amer' }));
 */
export function engineSuite(name: string, open: () => Promise<Engine>): void {
  describe(`Engine: ${name}`, () => {
    let opened: Engine;
    const engine = () => opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('says what it is', () => {
      expect(engine().name).toMatch(/^\S+ \S+/);
      expect(['engine', 'runner']).toContain(engine().computeAt);
    });

    materializeSuite(engine);
    materializeAllSuite(engine);
    loadSuite(engine);
    columnsSuite(engine);
    querySuite(engine);
    relationsSuite(engine);
    functionsSuite(engine);
    cancelSuite(engine);
  });

  describe(`Engine: ${name}, closed`, () => {
    test('takes no more calls, and can be closed again', async () => {
      const engine = await open();
      await engine.close();
      await engine.close();
      const late = engine.query(select('SELECT CAST(1 AS INTEGER) AS number'), counts.columns);
      await expect(late).rejects.toMatchObject({ code: 'closed' });
    });
  });
}
