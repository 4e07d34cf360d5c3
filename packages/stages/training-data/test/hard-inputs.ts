import { createHash } from 'node:crypto';
import { addDays } from '@lookalikes/stage-kit';
import type { TestEvent, TestInputs, TestMapping } from '@lookalikes/stage-kit/testing';

/** The night that {@link hardInputs} are for. */
export const runDate = '2026-11-21';

/** Options that make each rule bite on few rows. */
export const hardOptions = {
  historyDays: 10,
  labelDays: 5,
  minSeeds: 2,
  minTokenUsers: 2,
  maxTokenShare: 0.9,
  halfLifeDays: 2,
  maxEventsPerUserDay: 4,
  maxUsersPerId: 2,
  maxIdsPerUser: 2,
};

const day = (age: number, time = '10:00:00'): string => `${addDays(runDate, -age)}T${time}`;
const dice = (of: string): number => createHash('md5').update(of).digest().readUInt32LE(0) / 2 ** 32;

/** Texts that an engine might take for something else: quotes, case, spaces, marks, what is beyond two bytes, what looks like SQL. */
const odd = [
  "o'clock",
  'Größe',
  'größe',
  'a',
  'A',
  'a ',
  '😀 emoji',
  '--',
  '%_',
  '\\n',
  '{{users}}',
  ':region',
  '@handle',
  '"',
  '[]',
];

const crowd: TestEvent[] = Array.from({ length: 60 }, (_, n) => n).flatMap((n) =>
  [15, 8, 6, 1].flatMap((age) => {
    const tokens = odd.filter((token) => dice(`${n} ${age} ${token}`) < 0.3);
    const pixel = dice(`${n} ${age} fire`) < 0.3 ? { pixel: n % 2 === 0 ? 'p' : "p'2" } : {};
    const time = `${String(Math.floor(24 * dice(`${n} ${age}`))).padStart(2, '0')}:00:00.${String(n * 1001).padStart(6, '0')}`;
    return [{ at: day(age, time), id: `c${n}`, tokens: ['everywhere', ...tokens], ...pixel }];
  }),
);

const edges: TestEvent[] = [
  { at: day(16, '23:59:59.999999'), id: 'c1', tokens: ['too old'] },
  { at: day(15, '00:00:00'), id: 'c1', tokens: ['first moment'] },
  { at: day(15, '00:00:00'), id: 'c2', tokens: ['first moment'] },
  { at: day(6, '23:59:59.999999'), id: 'c2', tokens: ['last of training'], pixel: 'p' },
  { at: day(6, '23:59:59.999999'), id: 'c3', tokens: ['last of training'] },
  { at: day(1, '23:59:59.999999'), id: 'c3', tokens: ['last moment'], pixel: 'p' },
  { at: day(0, '00:00:00'), id: 'c3', tokens: ['tonight'], pixel: 'p' },
  { at: day(8), id: 'c4', tokens: ['elsewhere'], region: 'emeaApac' },
];

const twice = { at: day(8, '12:00:00'), id: 'c5', tokens: ['x', 'y'] };
const amiss: TestEvent[] = [
  twice,
  twice,
  { ...twice, tokens: ['y', 'x', 'y'] },
  { ...twice, source: 'st' },
  { ...twice, pixel: 'p' },
  ...[1, 2, 3, 4, 5].map((second) => ({ at: day(8, `12:00:0${second}`), id: 'bot', tokens: ['a', 'x'], pixel: 'p' })),
  ...['moved', 'torn', 'hub', 'm1', 'm2', 'm3', 'unknown', ''].map((id) => ({ at: day(8), id, tokens: ['x', 'y'] })),
  { at: day(8), id: 'c6' },
  { at: day(8), id: 'c7', tokens: ['seen by one'] },
];

const mapping: TestMapping[] = [
  ...Array.from({ length: 60 }, (_, n) => ({
    at: '2026-01-01T00:00:00',
    id: `c${n}`,
    user: `u${Math.floor(n / 1.2)} ${odd[n % odd.length]}`,
  })),
  { at: '2026-01-01T00:00:00', id: 'c5', source: 'st', user: 'partner user' },
  { at: '2026-01-01T00:00:00', id: 'bot', user: 'bot user' },
  { at: '2026-11-01T00:00:00', id: 'moved', user: 'old' },
  { at: '2026-11-02T00:00:00.000001', id: 'moved', user: 'new' },
  { at: '2026-11-02T00:00:00', id: 'moved', user: 'nearly' },
  { at: `${runDate}T00:00:00`, id: 'moved', user: 'tomorrow' },
  { at: '2026-11-02T00:00:00', id: 'torn', user: 'B' },
  { at: '2026-11-02T00:00:00', id: 'torn', user: 'a' },
  ...['a', 'b', 'c'].map((user) => ({ at: '2026-11-01T00:00:00', id: 'hub', user: `hub ${user}` })),
  ...['m1', 'm2', 'm3'].map((id) => ({ at: '2026-11-01T00:00:00', id, user: 'crowded' })),
];

/** Every rule of the stage at its edge, and texts that are easily mistaken, in few rows. */
export const hardInputs: TestInputs = { events: [...crowd, ...edges, ...amiss], mapping };
