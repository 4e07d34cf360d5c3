import { expect, test } from 'vitest';
import { checkOptions } from './options.ts';

test('defaults are those of a world that two nights run on in minutes', () => {
  expect(checkOptions({ to: 'world', through: '2026-11-20' })).toEqual({
    to: 'world',
    through: '2026-11-20',
    users: 30_000,
    eventsPerUserDay: 1.2,
    days: 40,
    optOutShare: 0.005,
    movedIdShare: 0,
    seed: 1,
  });
});

test('a number of events sets the number of users', () => {
  const options = { to: 'world', through: '2026-11-20', events: 100_000_000, days: 50, eventsPerUserDay: 2 };
  expect(checkOptions(options).users).toBe(1_000_000);
});

test.each([
  ['a day that does not exist', { through: '2026-02-30' }, 'through'],
  ['too few users', { users: 3 }, 'users'],
  ['too many events', { events: 1e9 }, 'events'],
  ['a share above one', { movedIdShare: 1.1 }, 'movedIdShare'],
  ['users and events', { users: 1000, events: 100_000 }, 'not both'],
])('%s is refused by name', (_, wrong, name) => {
  const options = { to: 'world', through: '2026-11-20', ...wrong };
  expect(() => checkOptions(options)).toThrow(
    expect.objectContaining({ code: 'bad_options', message: expect.stringContaining(name) as string }) as Error,
  );
});
