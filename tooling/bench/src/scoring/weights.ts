import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { normal, random } from '../random.ts';
import { writeArray } from '../workload/arrays.ts';
import type { WorkloadFiles } from '../workload/workload.ts';

/** Seeded weights to score with: 32 bits, `[token x segments + segment]`. @returns the file */
export function scoringWeights({ folder, tokens, segments }: WorkloadFiles): string {
  const path = join(folder, `weights-${segments}.f32`);
  if (existsSync(path)) return path;
  const next = random(3, segments);
  writeArray(
    path,
    Float32Array.from({ length: tokens * segments }, () => 0.1 * normal(next)),
  );
  return path;
}
