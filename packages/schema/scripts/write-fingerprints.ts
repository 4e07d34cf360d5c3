// Adds new versions of contracts to fingerprints.json and writes docs/datasets.md anew. What is committed under a version
// never changes: a contract that breaks its own version is refused.
import { readFileSync, writeFileSync } from 'node:fs';
import { catalog, fingerprints, inputs, reference } from '../src/index.ts';
import { breaches } from '../src/fingerprint.ts';
import type { Fingerprints } from '../src/fingerprint.ts';

const fingerprintFile = new URL('../fingerprints.json', import.meta.url);
const referenceFile = new URL('../../../docs/datasets.md', import.meta.url);

const committed = JSON.parse(readFileSync(fingerprintFile, 'utf8')) as Fingerprints;
const refused = breaches(catalog, { ...fingerprints(catalog), ...committed });
if (refused.length > 0) {
  process.stderr.write(`${refused.join('\n')}\n`);
  process.exit(1);
}
const all = { ...committed, ...fingerprints(catalog) };
const sorted = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(fingerprintFile, `${JSON.stringify(sorted, undefined, 2)}\n`);
writeFileSync(referenceFile, reference(catalog, Object.values(inputs)));
