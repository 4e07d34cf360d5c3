import { z } from 'zod';

/** What makes a workload: the same numbers give the same bytes. */
export const WorkloadSpec = z.object({
  users: z.int().positive(),
  tokens: z.int().positive(),
  segments: z.int().positive(),
});

/** Users, tokens and segments of a workload. */
export type WorkloadSpec = z.infer<typeof WorkloadSpec>;

/** Tokens a user has, on average; a workload has about `users` times as many entries. */
export const tokensPerUser = 41;

/** The share of users, the first ones, that is learned from; the others validate. Users are in no order. */
export const trainShare = 0.8;

/** The selection job's strengths C. */
export const strengths: readonly number[] = [0.003, 0.01, 0.03, 0.1, 0.3, 1];

/** The learner's and the scoring's workload. */
export const standard: WorkloadSpec = { users: 200_000, tokens: 50_000, segments: 20 };

/** A tenth of it, to see that everything works. */
export const quick: WorkloadSpec = { users: 20_000, tokens: 5_000, segments: 20 };

/** @example specText(standard) // '200,000 users x 50,000 tokens x 20 segments' */
export function specText({ users, tokens, segments }: WorkloadSpec): string {
  const text = (count: number): string => count.toLocaleString('en-US');
  return `${text(users)} users x ${text(tokens)} tokens x ${text(segments)} segments`;
}
