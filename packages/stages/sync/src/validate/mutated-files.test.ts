import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutations, packed, validLines } from '../../test/files.ts';
import { presets } from '../layout.ts';
import { validateFile } from './validate-file.ts';

async function* pieces(file: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield await Promise.resolve(file.subarray(at, at + size));
}

const rules = { layout: presets.xandr };
const size = fc.integer({ min: 1, max: 200 });

test('of 1,000 mutated files, every one is refused for the rule it breaks, in the line where it breaks it', async () => {
  const told = new Map<string, number>();
  const property = fc.asyncProperty(
    validLines,
    fc.constantFrom(...Object.keys(mutations)),
    fc.nat(),
    size,
    async (lines, name, pick, pieceSize) => {
      const mutant = mutations[name]?.(lines, pick % lines.length, pick);
      fc.pre(mutant !== undefined);
      const { violations } = await validateFile(pieces(mutant.file, pieceSize), rules);
      expect(violations.map(({ rule, line }) => ({ rule, line }))).toContainEqual({
        rule: mutant.rule,
        line: mutant.line,
      });
      told.set(name, (told.get(name) ?? 0) + 1);
    },
  );
  await fc.assert(property, { numRuns: 1000, seed: 20261121 });
  expect([...told.keys()].toSorted()).toEqual(Object.keys(mutations).toSorted());
});

test('of 300 valid files, none is refused, however it is packed', async () => {
  const property = fc.asyncProperty(validLines, fc.nat(), size, async (lines, pick, pieceSize) => {
    const text = lines.map((values) => values.join('\t')).join('\n');
    const cut = pick % lines.length;
    const files = [
      packed(lines),
      // No end of the last line; another level; two gzip members, one after the other.
      gzipSync(Buffer.from(text, 'latin1'), { level: 1 }),
      Buffer.concat([packed(lines.slice(0, cut)), packed(lines.slice(cut))]),
    ];
    for (const file of files) {
      const report = await validateFile(pieces(file, pieceSize), { ...rules, maxRows: lines.length });
      expect(report).toEqual({ rows: lines.length, bytes: file.length, violations: [], violationCount: 0 });
    }
  });
  await fc.assert(property, { numRuns: 300, seed: 20261121 });
});
