import { expect, test } from 'vitest';
import { ReportingOptions } from './options.ts';
import type { RedshiftSink } from './options.ts';
import { reports } from './reports.ts';
import { copyFromClientSql, copyFromS3Sql, deleteSql, lockNumber, lockSql } from './statements.ts';

const [weights, sizes, trained, evaluated] = reports as [(typeof reports)[0], ...(typeof reports)[0][]];

const redshift = (given: object = {}): RedshiftSink =>
  ReportingOptions.parse({ sink: { to: 'redshift', schema: 'reports', iamRole: 'default', ...given } })
    .sink as RedshiftSink;

test("PostgreSQL's statements, to the letter", () => {
  expect(deleteSql('reports', sizes!)).toBe(
    'DELETE FROM "reports"."segment_sizes" WHERE run_date = $2 AND region = $1',
  );
  expect(copyFromClientSql('reports', weights)).toBe(
    `COPY "reports"."supa_models_collection" ("region", "run_date", "segment_id", "segment_name", "token", "weight", "weight_rank") FROM STDIN WITH (FORMAT text, ENCODING 'UTF8')`,
  );
});

test("Redshift's statements, to the letter", () => {
  expect(lockSql('reports')).toBe(
    'LOCK "reports"."supa_models_collection", "reports"."segment_sizes", "reports"."training_set_sizes", "reports"."evaluations"',
  );
  expect(copyFromS3Sql(redshift(), trained!, 's3://bucket/load/manifest.json')).toBe(
    `COPY "reports"."training_set_sizes" ("region", "run_date", "segment_id", "segment_name", "seeds", "usable_seeds", "negatives", "sampling_rate", "status", "reason", "model_run_date") FROM 's3://bucket/load/manifest.json' IAM_ROLE default MANIFEST FORMAT AS JSON 'auto' GZIP DATEFORMAT 'YYYY-MM-DD' MAXERROR 0 COMPUPDATE OFF STATUPDATE ON`,
  );
  const own = redshift({ iamRole: 'arn:aws:iam::123456789012:role/reports', bucketRegion: 'eu-west-1' });
  expect(copyFromS3Sql(own, evaluated!, 's3://bucket/m.json')).toMatch(
    /FROM 's3:\/\/bucket\/m\.json' IAM_ROLE 'arn:aws:iam::123456789012:role\/reports' MANIFEST .* REGION 'eu-west-1'$/,
  );
});

test.each(["s3://bucket/x' IAM_ROLE default; --", 's3://bucket', '/folder/manifest.json', 's3://b/a b'])(
  'the manifest %j gets into no statement',
  (manifest) => {
    expect(() => copyFromS3Sql(redshift(), weights, manifest)).toThrow(RangeError);
  },
);

test('each night and schema has a lock of its own, a signed number of 64 bits', () => {
  const numbers = [
    lockNumber('a', 'amer', '2026-11-21'),
    lockNumber('a', 'amer', '2026-11-22'),
    lockNumber('a', 'emeaApac', '2026-11-21'),
    lockNumber('b', 'amer', '2026-11-21'),
  ];
  expect(new Set(numbers).size).toBe(4);
  for (const number of numbers) expect(BigInt.asIntN(64, BigInt(number)).toString()).toBe(number);
});
