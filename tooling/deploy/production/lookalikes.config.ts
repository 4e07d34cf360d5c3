import { readFileSync } from 'node:fs';
import { duckdb } from '@lookalikes/engine-duckdb';
import type { MetadataOptions } from '@lookalikes/metadata';
import type { ReportingOptions } from '@lookalikes/reporting';
import { defineConfig, files } from '@lookalikes/stage-kit';
import { s3Store } from '@lookalikes/store-s3';
import type { SyncOptions } from '@lookalikes/sync';

// A night with all of its edges: docs/production.md goes through it. What differs by place is in the environment, secrets are
// in files that it names, S3's credentials are what the AWS SDK finds.

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not in the environment: docs/production.md lists what has to be`);
  return value;
}

/** A database with a user of its own. The password is read for every connection: one that was changed is used from the next on. */
const database = (name: 'PLATFORM' | 'REPORTS') => ({
  host: given(`${name}_HOST`),
  port: Number(process.env[`${name}_PORT`] ?? 5432),
  database: given(`${name}_DATABASE`),
  ca: readFileSync(given(`${name}_CA_FILE`), 'utf8'),
  credentials: () => ({
    user: given(`${name}_USER`),
    password: readFileSync(given(`${name}_PASSWORD_FILE`), 'utf8').trimEnd(),
  }),
});

const reservoir = `s3://${given('RESERVOIR_BUCKET')}`;
const drop = `s3://${given('DROP_BUCKET')}/lookalikes/{region}/{run_date}`;

const metadata: MetadataOptions = {
  from: {
    database: database('PLATFORM'),
    queries: {
      segments: `SELECT segment_id, name, region, dsp, dsp_segment_id, audience_size, ttl_days, active
        FROM platform.lookalike_segments`,
      pixels: 'SELECT segment_id, pixel_id FROM platform.lookalike_pixels',
    },
  },
};

const sync: SyncOptions = {
  preset: 'xandr',
  mode: 'delta',
  minReach: 25,
  key: `${drop}/{segment_id}/part-{part}.tsv.gz`,
  manifestKey: `${drop}/manifest.json`,
};

const reporting: ReportingOptions = {
  sink: { to: 'postgres', connection: database('REPORTS'), schema: 'lookalikes' },
};

export default defineConfig({
  engine: ({ region }) =>
    duckdb({ path: `.lookalikes/${region}.duckdb`, memoryLimit: '4GB', threads: 2, objects: s3Store() }),
  store: s3Store({ root: `s3://${given('LOOKALIKES_BUCKET')}` }),
  inputs: {
    events: files(`${reservoir}/events/{source}/{date}/*.parquet`),
    mapping: files(`${reservoir}/mapping/{region}/*.parquet`),
    optOuts: files(`${reservoir}/opt-outs/*.parquet`),
  },
  stages: { metadata, sync, reporting },
});
