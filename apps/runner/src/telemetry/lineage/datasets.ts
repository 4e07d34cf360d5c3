import type { Columns, Dataset, InputContract, InputName, Region } from '@lookalikes/schema';
import type { InputBindings, Stage, StageRecord } from '@lookalikes/stage-kit';
import { parseUri } from '@lookalikes/stage-kit';
import { facet } from './identity.ts';

/** Whose datasets, and where the inputs lie. */
export interface LineagePlace {
  readonly namespace: string;
  readonly region: Region;
  readonly inputs: InputBindings;
  /** The engine's name, whose tables inputs may be. */
  readonly engine: string;
}

/** What a stage reads. Of a stage that is over, with the write that each read stood for. */
export function inputsOf(stage: Stage, place: LineagePlace, done?: StageRecord): object[] {
  const found = Object.entries(stage.reads).flatMap(([name, read]) => {
    if (read.kind === 'input') return input(read, place);
    if (read.kind === 'optional') return input(read.input, place);
    const dataset = read.kind === 'dataset' ? read : read.dataset;
    return [described(dataset, place, done?.reads.find((of) => of.name === name)?.writeId)];
  });
  // A stage may read tonight's and last night's of one dataset.
  return [...new Map(found.map((of) => [`${of.namespace} ${of.name}`, of])).values()];
}

/** What a stage writes. Of a stage that is over, with the write and how many rows it has. */
export function outputsOf(stage: Stage, place: LineagePlace, done?: StageRecord): object[] {
  const published = Object.entries(stage.writes).filter(([name]) => !stage.scratch.includes(name));
  return published.flatMap(([name, dataset]) => {
    if (!done) return [described(dataset, place)];
    const writes = done.writes.filter((write) => write.name === name);
    if (writes.length === 0) return [];
    const rowCount = writes.reduce((sum, { rows }) => sum + rows, 0);
    const outputFacets = { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', { rowCount }) };
    return [{ ...described(dataset, place, writes.at(-1)?.writeId), outputFacets }];
  });
}

function described(dataset: Dataset, { namespace, region }: LineagePlace, writeId?: string) {
  const version = facet('DatasetVersionDatasetFacet', { datasetVersion: writeId ?? '' });
  return {
    namespace,
    name: `${region}.${dataset.table}`,
    facets: { schema: schemaOf(dataset.columns), ...(writeId === undefined ? {} : { version }) },
  };
}

/** An input by where it lies, as OpenLineage names files, objects and tables. */
function input({ name, columns }: InputContract, { inputs, region, engine }: LineagePlace) {
  const binding = inputs[name as InputName];
  if (binding === undefined) return [];
  const facets = { schema: schemaOf(columns) };
  const at = (path: string) => path.replaceAll('{region}', region);
  if (binding.kind === 'table') return [{ namespace: engine, name: at(binding.table), facets }];
  const uri = parseUri(binding.path);
  if (!uri) return [{ namespace: 'file', name: at(binding.path), facets }];
  return [{ namespace: `${uri.scheme}://${uri.bucket}`, name: at(uri.key), facets }];
}

const schemaOf = (columns: Columns) =>
  facet('SchemaDatasetFacet', {
    fields: Object.entries(columns).map(([name, { type, doc }]) => ({ name, type, description: doc })),
  });
