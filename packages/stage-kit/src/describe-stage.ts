import { versionText } from '@lookalikes/schema';
import { z } from 'zod';
import type { Read, Stage } from './stage.ts';

/** What a stage reads, writes and can be told, for programs. */
export interface StageDescription {
  readonly name: string;
  readonly version: string;
  readonly doc: string;
  readonly reads: Readonly<Record<string, string>>;
  readonly writes: Readonly<Record<string, string>>;
  /** The options as a JSON Schema. */
  readonly options: unknown;
}

/** Describes a stage. */
export function describeStage(stage: Stage): StageDescription {
  return {
    name: stage.name,
    version: stage.version,
    doc: stage.doc,
    reads: Object.fromEntries(Object.entries(stage.reads).map(([name, read]) => [name, readText(read)])),
    writes: Object.fromEntries(
      Object.entries(stage.writes).map(([name, { table, version }]) => [
        name,
        `${table} (${versionText(version)})${stage.scratch.includes(name) ? ', for this run only' : ''}`,
      ]),
    ),
    options: z.toJSONSchema(stage.options, { io: 'input' }),
  };
}

/** A stage's options, one line each: `key (default): what it is`. */
export function optionLines(stage: Stage): string[] {
  const { properties = {} } = z.toJSONSchema(stage.options, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { default: value, description = '' } = property as { default?: unknown; description?: string };
    return `${name}${value === undefined ? '' : ` (${JSON.stringify(value)})`}: ${description}`;
  });
}

function readText(read: Read): string {
  switch (read.kind) {
    case 'dataset':
      return `${read.table} (${versionText(read.version)}), tonight's`;
    case 'previous':
      return `${read.dataset.table} (${versionText(read.dataset.version)}), the newest from before tonight`;
    case 'days':
      return `${read.dataset.table} (${versionText(read.dataset.version)}), by day`;
    case 'good-nights':
      return `${read.dataset.table} (${versionText(read.dataset.version)}), of the last ${read.nights} nights that ended well`;
    case 'input':
      return `input ${read.name}`;
    default:
      return `input ${read.input.name}, where config has it`;
  }
}
