/** The config that `lookalikes init` writes. */
export const configTemplate = `import { duckdb } from '@lookalikes/engine-duckdb';
import { defineConfig, files } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';
// Types the options of all stages; leave it out where only some of them are installed.
import type {} from '@lookalikes/runner';

// Relative paths start from this file's folder.
export default defineConfig({
  // The regions a night runs for; both where left out.
  regions: ['amer', 'emeaApac'],

  // What runs the SQL: a DuckDB database a region, made on first use.
  engine: ({ region }) => duckdb({ path: \`.lookalikes/\${region}.duckdb\`, memoryLimit: '4GB' }),

  // Where files go: the audiences for the DSP, reports, models, the ledger and the record of every night.
  // The platform's two metadata TSVs are read from here as well, under
  //   lookalikes/latest/production_lookalike_pixels.tsv
  //   lookalikes/latest/production_lookalike_segments.tsv
  // In S3: s3Store({ root: 's3://bucket/lookalikes' }), of '@lookalikes/store-s3'.
  store: fileStore({ root: 'objects' }),

  // Where the inputs lie; 's3://…' where duckdb({ …, objects: s3Store() }). {source} and {date} are a folder each, {region} is filled in.
  // A field whose column has another name: files('…', { fields: { event_time: 'ts' } }).
  inputs: {
    events: files('inputs/events/{source}/{date}/*.parquet'),
    mapping: files('inputs/mapping/{region}/*.parquet'),
    // Users who are in no audience. Leave it out where there are none.
    // optOuts: files('inputs/opt-outs/*.parquet'),
  },

  // What the stages are told, by stage; \`lookalikes-<stage> describe\` lists each one's options and defaults.
  stages: {
    'training-data': { historyDays: 30, labelDays: 7 },
    scoring: { audienceSize: 0.02 },
  },
});
`;
