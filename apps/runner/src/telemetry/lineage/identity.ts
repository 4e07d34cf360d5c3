import { createHash } from 'node:crypto';
import type { RunRecord } from '@lookalikes/stage-kit';
import { version } from '../../version.ts';

/** Who says so: this package, as a package URL (https://github.com/package-url/purl-spec). */
export const producer = `pkg:npm/%40lookalikes/runner@${version}`;

const spec = 'https://openlineage.io/spec';

/** The version of the core specification that events follow. */
export const eventSchema = `${spec}/2-0-2/OpenLineage.json#/$defs/RunEvent`;

/** The facets that events have, and the version of each that they follow. */
const facetVersions = {
  ParentRunFacet: '1-1-0',
  NominalTimeRunFacet: '1-0-1',
  ProcessingEngineRunFacet: '1-1-1',
  ErrorMessageRunFacet: '1-0-1',
  JobTypeJobFacet: '2-0-3',
  SchemaDatasetFacet: '1-2-0',
  DatasetVersionDatasetFacet: '1-0-1',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
} as const;

/** A facet: who says it, by which schema, and what it says. */
export const facet = <const T extends object>(name: keyof typeof facetVersions, content: T) => ({
  _producer: producer,
  _schemaURL: `${spec}/facets/${facetVersions[name]}/${name}.json#/$defs/${name}`,
  ...content,
});

/**
 * The id of an attempt at a night, or at one of its stages: a UUID of version 8, made of who runs what and when it began, so
 * that whoever ends what a dead process has begun knows it too.
 */
export function runIdOf(namespace: string, { run, startedAt }: RunRecord, stage = ''): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([namespace, run, startedAt, stage]))
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
