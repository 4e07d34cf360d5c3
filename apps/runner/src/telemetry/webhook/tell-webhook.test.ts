import type { ServerResponse } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Telling } from '@lookalikes/stage-kit';
import { createLog } from '@lookalikes/stage-kit';
import { describe, expect, it } from 'vitest';
import { webhookReceiver } from '../../../test/webhook-receiver.ts';
import { newFolder } from '../../../test/world.ts';
import type { NightOutcome } from '../../night/outcome.ts';
import { tellWebhook, webhookTiming } from './tell-webhook.ts';

const failed: NightOutcome = {
  region: 'amer',
  runDate: '2026-11-21',
  status: 'failed',
  exitCode: 1,
  attempt: 1,
  stage: 'sync',
  message: 'no room',
};

/** Tells of outcomes; what the log was told. */
async function tell(
  webhook: Telling['webhook'],
  {
    outcomes = [failed],
    timing = webhookTiming,
    signal = new AbortController().signal,
    root = '.',
  }: {
    outcomes?: readonly NightOutcome[];
    timing?: typeof webhookTiming;
    signal?: AbortSignal;
    root?: string;
  } = {},
): Promise<string[]> {
  const said: string[] = [];
  const log = {
    ...createLog('none'),
    warn: (fields: object, message: string) => void said.push(`${JSON.stringify(fields)} ${message}`),
  };
  const config = { telling: { heartbeatSeconds: 60, webhook } };
  await tellWebhook(outcomes, { config, root, log, signal, timing });
  expect(said.join()).not.toContain('s3cr3t');
  return said;
}

const ok = (response: ServerResponse): void => void response.writeHead(200).end('ok');
const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end('<html>no</html>');

describe('tellWebhook', () => {
  it('posts one message a night that failed or was held', async () => {
    await using receiver = await webhookReceiver(ok);
    const held = { ...failed, region: 'emeaApac', status: 'done', exitCode: 3, heldSegments: ['1001'] } as const;
    const { message: _none, stage: _too, ...segmentsHeld } = held;
    const done = { ...failed, status: 'done', exitCode: 0 } as const;
    expect(await tell({ url: receiver.url }, { outcomes: [failed, segmentsHeld, done] })).toEqual([]);
    const bodies = receiver.posted.map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies).toContainEqual({
      text: 'Lookalikes amer/2026-11-21 failed at sync: no room\nMend what it names, then: lookalikes resume --region amer --date 2026-11-21.',
      region: 'amer',
      runDate: '2026-11-21',
      run: 'amer/2026-11-21#1',
      status: 'failed',
      stage: 'sync',
      heldSegments: [],
      reason: 'no room',
      whatToDo: 'Mend what it names, then: lookalikes resume --region amer --date 2026-11-21.',
    });
    expect(bodies).toContainEqual(
      expect.objectContaining({ region: 'emeaApac', status: 'held', heldSegments: ['1001'] }),
    );
    expect(receiver.posted[0]?.headers['content-type']).toBe('application/json');
  });

  it('takes the URL from a file, whatever stands behind it on the line', async () => {
    await using receiver = await webhookReceiver(ok);
    const root = newFolder();
    writeFileSync(join(root, 'webhook'), `${receiver.url}\n`);
    expect(await tell({ urlFile: 'webhook' }, { root })).toEqual([]);
    expect(receiver.posted.map(({ url }) => url)).toEqual(['/services/s3cr3t']);
  });

  it('tries again after 500 and after 429, when that asks for it', async () => {
    const answers = [status(500), status(429, { 'retry-after': '1' }), ok];
    await using receiver = await webhookReceiver((response, number) => answers[number - 1]?.(response));
    expect(await tell({ url: receiver.url })).toEqual([]);
    expect(receiver.posted).toHaveLength(3);
  }, 20_000);

  it('gives up on 429 that asks for more than there is time, with the reason', async () => {
    await using receiver = await webhookReceiver(status(429, { 'retry-after': '3600' }));
    expect(await tell({ url: receiver.url })).toEqual([expect.stringContaining('(HTTP 429)')]);
    expect(receiver.posted).toHaveLength(1);
  });

  it.each([
    [404, {}, 'HTTP 404'],
    [302, { location: '/elsewhere' }, 'HTTP 302'],
  ])('does not try again after %i, which would not help', async (code, headers, why) => {
    await using receiver = await webhookReceiver(status(code, headers));
    expect(await tell({ url: receiver.url })).toEqual([expect.stringContaining(why)]);
    expect(receiver.posted).toHaveLength(1);
  });

  it('ends in time where nobody answers', async () => {
    await using receiver = await webhookReceiver(() => {});
    const timing = { attemptMs: 50, budgetMs: 300, stopMs: 1_000 };
    expect(await tell({ url: receiver.url }, { timing })).toEqual([expect.stringContaining('no answer in time')]);
    expect(receiver.posted.length).toBeGreaterThan(0);
  });

  it('ends soon where the command is to stop', async () => {
    const stop = new AbortController();
    await using receiver = await webhookReceiver(() => stop.abort());
    const timing = { attemptMs: 60_000, budgetMs: 60_000, stopMs: 10 };
    expect(await tell({ url: receiver.url }, { timing, signal: stop.signal })).toHaveLength(1);
    expect(await tell({ url: receiver.url }, { timing, signal: stop.signal })).toHaveLength(1);
  });

  it('says what is wrong where nobody listens, or the URL cannot be read', async () => {
    const receiver = await webhookReceiver(ok);
    await receiver[Symbol.asyncDispose]();
    const timing = { ...webhookTiming, budgetMs: 100 };
    expect(await tell({ url: receiver.url }, { timing })).toEqual([expect.stringContaining('ECONNREFUSED')]);
    expect(await tell({ urlFile: 'nowhere' })).toEqual([expect.stringContaining('its urlFile: ENOENT')]);
    const root = newFolder();
    writeFileSync(join(root, 'webhook'), 's3cr3t, but no URL');
    expect(await tell({ urlFile: 'webhook' }, { root })).toEqual([
      expect.stringContaining('holds no http or https URL'),
    ]);
  });

  it('posts nothing where the config says nothing of a webhook', async () => {
    expect(await tell(undefined)).toEqual([]);
  });
});
