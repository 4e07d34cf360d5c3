import type { Contestant } from '../contestant.ts';
import { oursLearner } from '../learner/ours.ts';
import type { WorkloadSpec } from '../workload/spec.ts';
import { specText } from '../workload/spec.ts';
import { makeWorkload } from '../workload/workload.ts';

const steps: readonly WorkloadSpec[] = [
  { users: 100_000, tokens: 50_000, segments: 16 },
  { users: 300_000, tokens: 50_000, segments: 16 },
  { users: 1_000_000, tokens: 50_000, segments: 16 },
  { users: 200_000, tokens: 50_000, segments: 16 },
  { users: 200_000, tokens: 50_000, segments: 64 },
  { users: 200_000, tokens: 50_000, segments: 256 },
  { users: 200_000, tokens: 50_000, segments: 1024 },
  { users: 1_000_000, tokens: 100_000, segments: 32 },
];

/** A fiftieth of the users, a tenth of the tokens. */
const quickly = ({ users, tokens, segments }: WorkloadSpec): WorkloadSpec => ({
  users: users / 50,
  tokens: tokens / 10,
  segments: Math.min(segments, 512),
});

/** The growth job's workloads: by users, by segments, and a large one. */
const growthSpecs = (isQuick: boolean): WorkloadSpec[] => steps.map((step) => (isQuick ? quickly(step) : step));

/** How time and memory of ours grow; each size is a job of its own. */
export function growthContestants(cache: string, isQuick: boolean): Contestant[] {
  return growthSpecs(isQuick).map((spec) => {
    const settings = { kernel: 'auto', threads: 2, keepModels: false, ours: true } as const;
    const id = `${spec.users}x${spec.tokens}x${spec.segments}`;
    return oursLearner(makeWorkload(cache, spec), { id, job: specText(spec), who: 'ours, 2 threads', ...settings });
  });
}
