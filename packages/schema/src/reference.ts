import type { Columns } from './columns.ts';
import type { Dataset } from './dataset.ts';
import { versionText } from './dataset.ts';
import type { InputContract } from './inputs.ts';

/**
 * The reference of all contracts as Markdown: what docs/datasets.md holds.
 *
 * @param datasets - the datasets, in the order they are listed
 * @param inputContracts - the inputs, listed first
 */
export function reference(datasets: readonly Dataset[], inputContracts: readonly InputContract[]): string {
  const head = [
    '# Datasets',
    '',
    'Generated from `packages/schema` by `npm run fingerprints`; a test holds it current.',
    '',
    'Every dataset is a table `<dataset>_v<major>` with the columns below, its partition columns and `write_id`.',
    'The view `<dataset>` shows what is published.',
    '',
    '## Inputs',
  ];
  const body = [
    ...inputContracts.flatMap((input) => ['', `### ${input.name}`, '', input.doc, '', ...rows(input.columns)]),
    '',
    '## Written by the stages',
    ...datasets.flatMap((dataset) => [
      '',
      `### ${dataset.name} ${versionText(dataset.version)}`,
      '',
      dataset.doc,
      '',
      `Written by ${dataset.writtenBy}. Table \`${dataset.table}\`, partitioned by ${dataset.partition.map((name) => `\`${name}\``).join(', ')}; key ${
        dataset.key.map((name) => `\`${name}\``).join(', ') || 'none'
      }.`,
      '',
      ...rows(dataset.columns),
    ]),
  ];
  return [...head, ...body, ''].join('\n');
}

const rows = (columns: Columns): string[] => [
  '| column | type | what it is |',
  '| --- | --- | --- |',
  ...Object.entries(columns).map(
    ([name, column]) => `| ${name} | ${column.type}${column.nullable ? ', nullable' : ''} | ${column.doc} |`,
  ),
];
