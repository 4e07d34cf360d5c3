import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duckdb } from '@lookalikes/engine-duckdb';
import { makeSampleWorld } from '@lookalikes/sample-data';
import type { Day } from '@lookalikes/schema';
import { audiences, delivered } from '@lookalikes/schema';
import { freshBucket } from '@lookalikes/servers';
import { addDays, byScheme } from '@lookalikes/stage-kit';
import { s3Server } from '@lookalikes/stage-kit/testing';
import { fileStore } from '@lookalikes/store-file';
import { s3Store } from '@lookalikes/store-s3';
import { expect, it } from 'vitest';
import { replayed, takeDelivery } from '../test/deliveries.ts';
import { lookalikes } from '../test/lookalikes.ts';
import { heldIn, published } from '../test/published.ts';
import { ownersOf } from '../test/wanted.ts';
import { configText, newFolder } from '../test/world.ts';

const nights: readonly Day[] = Array.from({ length: 30 }, (_, night) => addDays('2026-10-23', night));
const minReach = 20;

/** A sample world whose users come and go, opt out and change ids, and a config that delivers it to S3 by deltas. */
async function thirtyNights(bucket: string): Promise<string> {
  const world = newFolder();
  const through = nights.at(-1) as Day;
  await makeSampleWorld({ to: world, users: 2_000, days: 40, through, optOutShare: 0.05, movedIdShare: 0.12 });
  const segments = join(world, 'objects/lookalikes/latest/production_lookalike_segments.tsv');
  // Six days, so that who is not sent again expires within the thirty.
  writeFileSync(segments, readFileSync(segments, 'utf8').replaceAll('\t30\t', '\t6\t'));
  const place = `s3://${bucket}/{region}/{run_date}`;
  const files = `key: '${place}/{segment_id}/part-{part}.tsv.gz', manifestKey: '${place}/manifest.json'`;
  const sync = `{ preset: 'xandr', mode: 'delta', refreshDays: 2, minReach: ${minReach}, ${files} }`;
  // What is delivered every night is what is looked at here: models of six seeds are not alike from night to night.
  const rails = `'guard-rails': { reachHold: 1000, aucHold: 1, scoreHold: 1000, tokensHold: 1 }`;
  const options = `{ historyDays: 6, labelDays: 4, minSeeds: 6 }, ${rails}, sync: ${sync}`;
  const text = configText({ options, regions: "regions: ['amer']," })
    .replace('defineConfig, files', 'byScheme, defineConfig, files')
    .replace("fileStore({ root: 'objects' })", "byScheme(fileStore({ root: 'objects' }), { s3: s3Store() })");
  writeFileSync(join(world, 'lookalikes.config.ts'), `import { s3Store } from '@lookalikes/store-s3';\n${text}`);
  writeFileSync(join(world, 'thirty.txt'), nights.join('\n'));
  return world;
}

it('thirty nights of the sample world: replaying the deltas gives the full set, every night', async () => {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3Server();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const bucket = await freshBucket(s3Server());
  const world = await thirtyNights(bucket);
  const { status, stderr } = await lookalikes(['run', '--nights', 'thirty.txt', '--to', 'sync'], world);
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);

  const store = await byScheme(fileStore({ root: 'objects' }), { s3: s3Store() }).open({ root: world });
  const place = { engine: () => duckdb({ path: '.lookalikes/amer.duckdb' }), store, folder: world };
  const deliveries = await Promise.all(nights.map((date) => takeDelivery(store, `s3://${bucket}/amer/${date}`)));
  const owners = await ownersOf(world, nights);
  /** For whom each member was sent. */
  const sentFor = new Map<string, string>();
  const seen = { added: 0, refreshed: 0, kept: 0, removed: 0, expired: 0, optedOut: 0, moved: 0, small: 0, left: 0 };
  let before: readonly string[] = [];
  for (const [at, date] of nights.entries()) {
    const { userOf, moved, gone } = owners.get(date)!;
    const rows = await published(place, ['amer', date], [audiences.v1, delivered.v1]);
    const chosen = Map.groupBy(rows['audiences'] ?? [], ({ segment_id }) => `77${String(segment_id)}`);
    const tonight = `${date}T20:00:00Z`;
    const full: string[] = [];
    for (const [segment, users] of chosen) {
      const inAudience = new Set(users.map(({ user_id }) => String(user_id)));
      const ids = [...userOf].filter(([, user]) => inAudience.has(user) && !gone.has(user));
      const isSmall = new Set(ids.map(([, user]) => user)).size < minReach;
      if (isSmall) seen.small++;
      for (const [id, user] of isSmall ? [] : ids) {
        full.push(`${segment} ${id}`);
        sentFor.set(`${segment} ${id}`, user);
        if (moved.has(id)) seen.moved++;
      }
    }
    // A segment without an audience is left as it is, but for who opted out.
    const unexpired = replayed(deliveries.slice(0, at), tonight);
    for (const member of unexpired) {
      const [segment = '', id = ''] = member.split(' ');
      if (chosen.has(segment)) continue;
      if (gone.has(sentFor.get(member) ?? '') || gone.has(userOf.get(id) ?? '')) continue;
      full.push(member);
      seen.left++;
    }
    const held = replayed(deliveries.slice(0, at + 1), tonight);
    expect(held, date).toEqual(full.toSorted());
    expect(heldIn(rows['delivered']), date).toEqual(held);
    for (const { change } of rows['delivered'] ?? []) seen[change as 'added']++;
    seen.expired += before.length - unexpired.length;
    seen.optedOut += before.filter((member) => gone.has(sentFor.get(member) ?? '')).length;
    before = held;
  }
  // The world had what it was made for, and deltas say less than all.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  const lines = deliveries.reduce((sum, delivery) => sum + delivery.lines.length, 0);
  expect(lines).toBeLessThan(seen.added + seen.refreshed + seen.kept);
}, 600_000);
