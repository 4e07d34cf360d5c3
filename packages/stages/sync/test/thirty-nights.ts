import { createHash } from 'node:crypto';
import type { Given } from './sync-world.ts';

/** A number from 0 to 1 that depends on nothing but the text. */
const chance = (text: string): number => createHash('md5').update(text).digest().readUInt32BE() / 2 ** 32;

const users = Array.from({ length: 60 }, (_, at) => `user-${at}`);
const momentOf = (day: number): string => new Date(Date.UTC(2026, 9, 20 + day)).toISOString().slice(0, 19);

/** The run date of a night, from 1: the first is 2026-10-21. */
export const runDateOf = (day: number): string => momentOf(day).slice(0, 10);

/** Ids of all users, some of whom have several; every night a few ids turn out to be somebody else's. */
function mappingUntil(day: number): Given['mapping'] {
  const first = users.flatMap((user, at) =>
    Array.from({ length: 1 + Math.floor(chance(`ids ${user}`) * 3) }, (_, id) => ({
      id: String((at + 1) * 100 + id),
      user,
      at: '2026-10-01T00:00:00',
    })),
  );
  const remaps = Array.from({ length: day }, (_, night) =>
    first.flatMap(({ id }) =>
      chance(`remap ${night} ${id}`) < 0.02
        ? [{ id, user: `user-${Math.floor(chance(`to ${night} ${id}`) * users.length)}`, at: momentOf(night) }]
        : [],
    ),
  );
  return [...first, ...remaps.flat()];
}

const optOutsUntil = (day: number) =>
  users.flatMap((user) => {
    const since = Math.floor(chance(`opt-out ${user}`) * 120);
    return since < day ? [{ user, since: momentOf(since) }] : [];
  });

/** Who is in an audience: a taste that wanders, so that some come and some go every night. Segment 4 has few users. */
function audienceOf(segment: string, day: number): string[] {
  const taste = (user: string) =>
    chance(`${segment} ${user}`) + 0.15 * Math.sin(day / 3 + 7 * chance(`phase ${segment} ${user}`));
  const size = segment === '4' ? 3 + Math.floor(chance(`size ${day}`) * 6) : 25;
  return users.toSorted((a, b) => taste(b) - taste(a)).slice(0, size);
}

/** A night: segment 2 is gone from the 10th to the 13th, segment 3 has no audience on the 20th and 21st. */
export function nightOf(day: number): Given {
  const segments = ['1', '2', '3', '4'].filter((segment) => segment !== '2' || day < 10 || day > 13);
  return {
    users: Object.fromEntries(
      segments.map((id) => [id, id === '3' && (day === 20 || day === 21) ? [] : audienceOf(id, day)]),
    ),
    mapping: mappingUntil(day),
    optOuts: optOutsUntil(day),
    ttlDays: 6,
    runDate: runDateOf(day),
  };
}

/** What the DSP should hold of each segment that is delivered: the ids that are its users' now, but not of who opted out. */
export function wantedOf({ users: audiences, mapping, optOuts = [] }: Given, minReach: number): Map<string, string[]> {
  const latest = new Map<string, { user: string; at: string }>();
  const seenWith = new Map<string, Set<string>>();
  for (const { id, user, at = '' } of mapping as readonly { id: string; user: string; at?: string }[]) {
    const known = latest.get(id);
    if (!known || at > known.at || (at === known.at && user > known.user)) latest.set(id, { user, at });
    seenWith.set(id, (seenWith.get(id) ?? new Set()).add(user));
  }
  const gone = new Set(optOuts.map(({ user }) => user));
  return new Map(
    Object.entries(audiences).flatMap(([segment, audience]) => {
      const inAudience = new Set(audience);
      const ids = [...latest].filter(
        ([id, { user }]) => inAudience.has(user) && !gone.has(user) && (seenWith.get(id)?.size ?? 0) <= 3,
      );
      const reach = new Set(ids.map(([, { user }]) => user)).size;
      if (audience.length === 0) return [];
      return [[segment, reach < minReach ? [] : ids.map(([id]) => `77${segment} ${id}`)]];
    }),
  );
}
