import { z } from 'zod';

// The rules of OpenLineage 2-0-2 (https://openlineage.io/spec/2-0-2/OpenLineage.json) and of the facets that we send, each of
// https://openlineage.io/spec/facets/<version>/<Facet>.json, in zod. An object may have more than it must.

const Uri = z.url();

/** A facet whose schema is of this name and version. */
const facet = <S extends z.ZodRawShape>(name: string, version: string, shape: S) =>
  z.object({
    _producer: Uri,
    _schemaURL: z.literal(`https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`),
    ...shape,
  });

/** Facets by name; each that is not known here has at least what every facet has. */
const facets = <S extends z.ZodRawShape>(known: S) =>
  z.object(known).catchall(z.looseObject({ _producer: Uri, _schemaURL: Uri }));

const Job = z.object({ namespace: z.string().min(1), name: z.string().min(1) });
const RunId = z.object({ runId: z.uuid() });

const Schema = facet('SchemaDatasetFacet', '1-2-0', {
  fields: z
    .array(z.object({ name: z.string(), type: z.string().optional(), description: z.string().optional() }))
    .min(1),
});
const Version = facet('DatasetVersionDatasetFacet', '1-0-1', { datasetVersion: z.string().min(1) });
const Dataset = z.object({
  namespace: z.string().min(1),
  name: z.string().min(1),
  facets: facets({ schema: Schema, version: Version.optional() }),
});
const Output = Dataset.extend({
  outputFacets: facets({
    outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', { rowCount: z.int().nonnegative() }),
  }).optional(),
});

const RunFacets = facets({
  nominalTime: facet('NominalTimeRunFacet', '1-0-1', {
    nominalStartTime: z.iso.datetime(),
    nominalEndTime: z.iso.datetime().optional(),
  }),
  processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', {
    version: z.string(),
    name: z.string().optional(),
  }).optional(),
  parent: facet('ParentRunFacet', '1-1-0', { run: RunId, job: Job }).optional(),
  errorMessage: facet('ErrorMessageRunFacet', '1-0-1', {
    message: z.string().min(1),
    programmingLanguage: z.string().min(1),
  }).optional(),
});

const JobFacets = facets({
  jobType: facet('JobTypeJobFacet', '2-0-3', {
    processingType: z.enum(['BATCH', 'STREAMING', 'SERVICE']),
    integration: z.string().min(1),
    jobType: z.string().optional(),
  }),
});

/** A RunEvent. */
export const RunEvent = z.object({
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']),
  eventTime: z.iso.datetime({ offset: true }),
  producer: Uri,
  schemaURL: z.literal('https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'),
  run: RunId.extend({ facets: RunFacets }),
  job: Job.extend({ facets: JobFacets }),
  inputs: z.array(Dataset),
  outputs: z.array(Output),
});

/** A RunEvent. */
export type RunEvent = z.output<typeof RunEvent>;

/** Events as they lie in a file, a line each. */
export const eventsOf = (text: string): RunEvent[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => RunEvent.parse(JSON.parse(line)));
