import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '@lookalikes/stage-kit';
import { RegionLock } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
import { beforeAll, describe, expect, it } from 'vitest';
import { lookalikes, start } from '../test/lookalikes.ts';
import { configText, newFolder, smallWorld, sums } from '../test/world.ts';
import type { NightOutcome } from './night/outcome.ts';

const night = ['--date', '2026-11-21'];
const deliveries = (world: string, region: string): Record<string, string> =>
  sums(join(world, 'objects/lookalikes', region));

let inputs = '';
let world = '';

/** A copy of the inputs on which nothing was run yet. */
function fresh(): string {
  const to = newFolder();
  cpSync(inputs, to, { recursive: true });
  return to;
}

/** How `run --json` says the nights came out. */
const outcomesOf = (stdout: string) => JSON.parse(stdout) as (NightOutcome & { record?: RunRecord })[];

/** The process that holds a region. */
function holderOf(at: string, region: string): number {
  const folder = join(at, 'objects/locks', region);
  const last = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .at(-1);
  return (JSON.parse(readFileSync(join(folder, last ?? ''), 'utf8')) as { pid: number }).pid;
}

beforeAll(async () => {
  inputs = await smallWorld();
  world = fresh();
}, 120_000);

describe('a night of both regions', () => {
  it('runs, a line a stage, and prints each segment and where the files are', async () => {
    const { status, stdout, stderr } = await lookalikes(['run', ...night], world);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    for (const region of ['amer', 'emeaApac']) {
      expect(stderr).toMatch(new RegExp(`^${region}/2026-11-21 training-data: [\\d,]+ rows in [\\d.]+ s`, 'm'));
      expect(stderr).toContain(`${region}/2026-11-21 done`);
      expect(stdout).toMatch(new RegExp(`^${region}/2026-11-21 done in`, 'm'));
      expect(Object.keys(deliveries(world, region)).length).toBeGreaterThan(1);
    }
    expect(stdout).toMatch(/^1002 +cars intenders amer +\d+ +0\.\d{3} +\d+\.\d +[\d,]+ +[\d,]+ +/m);
    expect(stdout).toContain(join(world, 'objects/lookalikes/amer/2026-11-21/manifest.json'));
  }, 240_000);

  it('does nothing the second time, and says so', async () => {
    const before = sums(join(world, 'objects'));
    const { status, stdout, stderr } = await lookalikes(['run', ...night], world);
    expect([status, stdout]).toEqual([0, expect.stringContaining('amer/2026-11-21 done already (attempt 1)')]);
    expect(stderr).toContain('emeaApac/2026-11-21 done already (attempt 1); --again runs it again');
    expect(sums(join(world, 'objects'))).toEqual(before);
  });

  it('changes no byte of a delivery when it is run again', async () => {
    const before = deliveries(world, 'amer');
    const { status, stdout } = await lookalikes(['run', ...night, '--region', 'amer', '--again', '--json'], world);
    expect([status, outcomesOf(stdout)]).toEqual([0, [expect.objectContaining({ status: 'done', attempt: 2 })]]);
    expect(deliveries(world, 'amer')).toEqual(before);
  }, 240_000);

  it('runs only the stages that are asked for', async () => {
    const args = ['run', ...night, '--region', 'amer', '--from', 'sync', '--json'];
    const { status, stdout } = await lookalikes(args, world);
    expect(status).toBe(0);
    expect(outcomesOf(stdout)[0]?.record?.asked).toEqual(['sync', 'reporting']);
  }, 120_000);
});

describe('reading nights back', () => {
  it('lists the attempts', async () => {
    const { status, stdout } = await lookalikes(['runs'], world);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^amer\/2026-11-21#1 .* 7\/7 +done in /m);
    expect(stdout).toMatch(/^emeaApac\/2026-11-21#1 .* 7\/7 +done in /m);
    const json = await lookalikes(['runs', '--json', '--region', 'emeaApac'], world);
    expect((JSON.parse(json.stdout) as RunRecord[]).map(({ run }) => run)).toEqual(['emeaApac/2026-11-21#1']);
  });

  it('shows everything of one', async () => {
    const { status, stdout } = await lookalikes(['show', 'amer/2026-11-21#1'], world);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^scoring +\d+\.\d+\.\d+ +[\d.]+ s +[\d,]+ +\d+ +\d+\/\d+ ok$/m);
    expect(stdout).toMatch(/^metadata +8 +segments$/m);
    expect(stdout).toMatch(/^1001 +travel intenders amer/m);
    expect(stdout).toMatch(/^1002 +validation +[\d,]+ +\d+ +0\.\d{3} /m);
    expect(stdout).toMatch(/^1002 +backtest of 2026-11-21 +0 +0 +- .* no earlier night/m);
  });

  it('keeps what earlier attempts say of a segment', async () => {
    const { stdout } = await lookalikes(['show', 'amer/2026-11-21', '--json'], world);
    const { attempt, status, segments } = JSON.parse(stdout) as RunRecord & { segments: { validationAuc: unknown }[] };
    expect([attempt, status]).toEqual([3, 'done']);
    expect(segments[1]?.validationAuc).toEqual(expect.any(Number));
  });
});

describe('a region that fails', () => {
  it("leaves the other byte-identical, and the worse status is the process's", async () => {
    const half = fresh();
    rmSync(join(half, 'inputs/mapping/emeaApac'), { recursive: true });
    const { status, stdout, stderr } = await lookalikes(['run', ...night], half);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: emeaApac\/2026-11-21 failed at training-data: .*inputs\/mapping/m);
    expect(stdout).toContain('lookalikes show emeaApac/2026-11-21#1 shows what it did before');
    expect(deliveries(half, 'amer')).toEqual(deliveries(world, 'amer'));
  }, 240_000);

  it('can be one whose process dies: its record is closed, and the night can be run again', async () => {
    const killed = fresh();
    const running = start(['run', ...night, '--to', 'training-data'], killed);
    await running.saw('amer/2026-11-21 metadata:');
    process.kill(holderOf(killed, 'amer'), 'SIGKILL');
    const { status, stderr } = await running.ended;
    expect([status, stderr]).toEqual([1, expect.stringContaining('the process of amer ended by SIGKILL')]);
    expect(stderr).toContain('emeaApac/2026-11-21 done');
    const { stdout } = await lookalikes(['show', 'amer/2026-11-21', '--json'], killed);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      failure: { stage: 'training-data', code: 'process-died' },
    });
    const again = await lookalikes(['run', ...night, '--to', 'training-data', '--log', 'none'], killed);
    expect(again).toMatchObject({ status: 0, stderr: '' });
  }, 240_000);

  it('stops at its first night that does not end well', async () => {
    const two = fresh();
    writeFileSync(join(two, 'some.txt'), '2026-11-21\n2026-12-21\n2026-12-22\n');
    const args = ['run', '--nights', 'some.txt', '--region', 'amer', '--to', 'training-data', '--json'];
    const { status, stdout } = await lookalikes(args, two);
    expect(status).toBe(75);
    expect(outcomesOf(stdout).map((outcome) => [outcome.runDate, outcome.status])).toEqual([
      ['2026-11-21', 'done'],
      ['2026-12-21', 'failed'],
    ]);
  }, 120_000);
});

describe('stopping', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'on %s ends every region, records it and exits with %i',
    async (signal, code) => {
      const stopped = fresh();
      const running = start(['run', ...night, '--json'], stopped);
      await running.saw('amer/2026-11-21 metadata:');
      process.kill(running.pid, signal);
      const { status, stdout } = await running.ended;
      expect(status).toBe(code);
      const ends = outcomesOf(stdout);
      expect(ends.map((outcome) => outcome.status)).toEqual(['cancelled', 'cancelled']);
      expect(ends[0]).toMatchObject({ message: `stopped by ${signal}`, record: { status: 'cancelled' } });
    },
    120_000,
  );
});

describe('a region that somebody else runs', () => {
  it('does not begin: status 4, naming who has it', async () => {
    const held = fresh();
    const store = await fileStore({ root: 'objects' }).open({ root: held });
    const lock = await RegionLock.acquire(store, 'amer', { run: 'amer/2026-11-21' });
    const { status, stdout } = await lookalikes(['run', ...night, '--region', 'amer', '--json'], held);
    expect([status, outcomesOf(stdout)]).toEqual([
      4,
      [expect.objectContaining({ status: 'not-begun', message: expect.stringContaining('is being run by') })],
    ]);
    const doctor = await lookalikes(['doctor'], held);
    expect([doctor.status, doctor.stdout]).toEqual([0, expect.stringMatching(/^busy +amer lock: .* is being run by/m)]);
    await lock.release();
  }, 120_000);
});

describe('a config that changes under a run', () => {
  it("is a night that could not begin, with the config's own status", async () => {
    const torn = fresh();
    const config = configText().replace('export default', "if (process.send) throw new Error('gone');\nexport default");
    writeFileSync(join(torn, 'lookalikes.config.ts'), config);
    const { status, stdout } = await lookalikes(['run', ...night, '--region', 'amer', '--json'], torn);
    expect([status, outcomesOf(stdout)]).toEqual([
      2,
      [expect.objectContaining({ status: 'not-begun', message: expect.stringContaining('does not load: gone') })],
    ]);
  });
});

describe('logs', () => {
  it('are one JSON object a line where asked for', async () => {
    const { status, stderr } = await lookalikes(
      ['run', ...night, '--region', 'amer', '--only', 'metadata', '--log', 'json'],
      world,
    );
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { run?: string; message: string });
    expect([
      status,
      lines.some(({ run, message }) => run === 'amer/2026-11-21#4' && message.includes('started')),
    ]).toEqual([0, true]);
  });
});

describe('lookalikes doctor', () => {
  it('finds all well, and says what days the inputs have', async () => {
    const { status, stdout } = await lookalikes(['doctor'], world);
    expect(stdout).toMatch(/^ok +amer events: 11 days, 2026-11-10 to 2026-11-20/m);
    expect(stdout).toMatch(/^ok +emeaApac engine: duckdb .* opens and answers/m);
    expect([status, stdout]).toEqual([0, expect.not.stringContaining('problem')]);
    expect(sums(join(world, 'objects/doctor'))).toEqual({});
  });

  it('names each problem and goes on', async () => {
    const half = fresh();
    rmSync(join(half, 'inputs/events'), { recursive: true });
    rmSync(join(half, 'inputs/mapping/emeaApac'), { recursive: true });
    rmSync(join(half, 'objects/lookalikes/latest/production_lookalike_pixels.tsv'));
    const { status, stdout } = await lookalikes(['doctor', '--json'], half);
    const problems = (JSON.parse(stdout) as { state: string; what: string }[]).filter(
      ({ state }) => state === 'problem',
    );
    expect([status, problems.map(({ what }) => what)]).toEqual([
      1,
      ['pixels TSV', 'amer events', 'emeaApac events', 'emeaApac mapping'],
    ]);
  });

  it('says what to do about a lock that cannot be read', async () => {
    const odd = fresh();
    mkdirSync(join(odd, 'objects/locks/amer'), { recursive: true });
    writeFileSync(join(odd, 'objects/locks/amer/00000001.json'), 'half a l');
    const { status, stdout } = await lookalikes(['doctor'], odd);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^problem amer lock: .*00000001.json is no lock/m)]);
    expect(stdout).toMatch(/^ok +emeaApac lock: free/m);
  });

  it('says what is wrong with the config', async () => {
    const wrong = fresh();
    writeFileSync(join(wrong, 'lookalikes.config.ts'), configText({ options: '{ labelDays: 0 }' }));
    const { status, stdout } = await lookalikes(['doctor'], wrong);
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/problem config: .*stages.training-data.labelDays: found 0/s),
    ]);
  });
});
