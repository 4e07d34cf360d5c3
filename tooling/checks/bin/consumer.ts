import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, makeConsumer } from '../src/consumer.ts';
import { compileEntries, describeStages, loadEntries, makeWorld, runNight, showNight } from '../src/consumer-steps.ts';
import { outsider } from '../src/outsider.ts';
import { readWorkspace } from '../src/workspace.ts';

const root = process.cwd();
const at = mkdtempSync(join(tmpdir(), 'lookalikes-consumer-'));
const consumer = makeConsumer(readWorkspace(root), { at, env: outsider(process.env, root) });
console.log(`${consumer.tarballs.length} tarballs in ${at}, which stays there if a step fails`);
for (const step of [install, loadEntries, compileEntries, describeStages, makeWorld, runNight, showNight]) {
  const start = performance.now();
  step(consumer);
  console.log(`  ${step.name}  ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
rmSync(at, { recursive: true });
