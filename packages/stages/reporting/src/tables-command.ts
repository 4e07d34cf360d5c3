import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Command } from '@commander-js/extra-typings';
import { inTransaction } from '@lookalikes/postgres';
import { createLog, loadConfig, parseOptions, StageKitError, stopSignal } from '@lookalikes/stage-kit';
import type { z } from 'zod';
import { migrationsOf, textToRun } from './migrations.ts';
import type { DatabaseSink, ReportingOptions } from './options.ts';
import { reporting } from './stage.ts';
import { applyTables, checkTables } from './tables.ts';

/** Makes `tables check | apply | print` of `lookalikes-reporting`. */
export function tablesCommand(): CommandUnknownOpts {
  const program = new Command('tables')
    .description("looks after the reports' tables in the database that the config names")
    .exitOverride();
  const command = (name: string, description: string, act: (sink: DatabaseSink) => Promise<string>) =>
    program
      .command(name)
      .description(description)
      .option('--config <file>', 'the config file, or the folder that holds it')
      .action(async ({ config }) => void process.stdout.write(`${await act(await sinkOf(config))}\n`));
  command('check', 'says whether the tables are what this version writes', check);
  command('apply', 'applies the migrations that were not applied yet', apply);
  command('print', 'prints all migrations, to be run by hand', (sink) =>
    Promise.resolve(textToRun(migrationsOf(sink.to), sink.schema)),
  );
  return program;
}

async function sinkOf(path: string | undefined): Promise<DatabaseSink> {
  const { config, file } = await loadConfig(path);
  const { sink } = parseOptions(reporting, config.stages[reporting.name]) as z.output<typeof ReportingOptions>;
  if (sink.to !== 'files') return sink;
  throw new StageKitError(
    'config',
    `${file}: stages.reporting.sink names no database: expected { to: 'postgres', … } or { to: 'redshift', … }`,
  );
}

async function check({ connection, schema, to: dialect }: DatabaseSink): Promise<string> {
  using stop = stopSignal();
  const of = { ...common(stop.signal), connection, dialect, mode: 'read' } as const;
  await inTransaction(of, (session) => checkTables(session, { dialect, schema }));
  return `The tables of schema ${schema} are what this version writes.`;
}

async function apply({ connection, schema, to: dialect }: DatabaseSink): Promise<string> {
  using stop = stopSignal();
  const of = { ...common(stop.signal), connection, dialect, mode: 'write' } as const;
  const applied = await inTransaction(of, (session) => applyTables(session, { dialect, schema }));
  return applied.length === 0 ? 'Every migration was applied before.' : `Applied ${applied.join(', ')}.`;
}

const common = (signal: AbortSignal) => ({ name: 'lookalikes-reporting', signal, log: createLog('plain') });
