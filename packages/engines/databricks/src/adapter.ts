import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Engine, EngineAdapter, EnginePlace } from '@lookalikes/stage-kit';
import { compile } from './compile.ts';
import type { AuthOptions } from './driver.ts';
import { connect } from './driver.ts';
import { DatabricksEngine } from './engine.ts';
import { DatabricksError } from './error.ts';
import { openFailure } from './grants.ts';
import { accessToken } from './oauth.ts';
import type { DatabricksOptions } from './options.ts';
import { identifier } from './quote.ts';
import type { SessionSetting } from './sessions.ts';
import { Sessions } from './sessions.ts';
import type { Settings } from './settings.ts';
import { settingsOf } from './settings.ts';
import { smallRows } from './small-rows.ts';
import { Warehouse } from './warehouse.ts';

const functionsFile = new URL('../sql/functions.sql', import.meta.url);

/**
 * The Engine port on a Databricks SQL warehouse.
 *
 * @throws DatabricksError from `open`: `settings` where something needed is told nowhere, `auth`, `forbidden`, `unavailable`
 * @example
 * const engine = await databricks({ catalog: 'main', schema: 'lookalikes' }).open({ root: '.', region: 'amer' });
 */
export function databricks(options: DatabricksOptions = {}): EngineAdapter {
  return {
    name: 'databricks',
    open: (place) => open(options, place),
    compile: (statement) => {
      const { sql, params } = compile(statement);
      return { sql, params };
    },
  };
}

async function open(options: DatabricksOptions, { root, region, run }: EnginePlace): Promise<Engine> {
  const { statementTimeout = 3600, answerTimeout = 600, retryBudget = 300, schema = 'lookalikes', catalog } = options;
  const settings = await settingsOf(options, resolve(root), process.env);
  const ca = options.caFile === undefined ? undefined : await readFile(resolve(root, options.caFile), 'utf8');
  const client = await connect({
    host: settings.host,
    port: settings.port,
    path: settings.path,
    ...authOf(settings, ca),
    ...(ca !== undefined && { customCaCert: ca }),
    socketTimeout: answerTimeout * 1000,
    retriesTimeout: retryBudget * 1000,
    retryDelayMin: 250,
    retryDelayMax: 20_000,
  });
  const limits = { statement: statementTimeout, answer: answerTimeout, retry: retryBudget };
  const configuration = { STATEMENT_TIMEOUT: String(statementTimeout), TIMEZONE: 'UTC', ANSI_MODE: 'true' };
  const request: SessionSetting['request'] = {
    configuration,
    queryTags: { app: 'lookalikes', region, ...(run !== undefined && { run }) },
    ...(catalog !== undefined && { initialCatalog: catalog }),
  };
  const warehouse = new Warehouse(
    new Sessions(client, { request: { ...request, initialSchema: schema }, setUp: await functions() }),
    limits,
  );
  const version = { name: 'open', sql: 'SELECT version()' };
  try {
    const [row] = await smallRows(warehouse, version, {}).catch(async (error: unknown) => {
      if (!(error instanceof DatabricksError && error.message.includes('SCHEMA_NOT_FOUND'))) throw error;
      const name = [catalog, schema]
        .flatMap((part) => part ?? [])
        .map(identifier)
        .join('.');
      const first = new Warehouse(new Sessions(client, { request, setUp: [] }), limits);
      await first.run({ name: `schema ${schema}`, sql: `CREATE SCHEMA IF NOT EXISTS ${name}` }, {});
      return smallRows(warehouse, version, {});
    });
    const [spark] = String(row?.[0]).split(' ');
    return new DatabricksEngine(warehouse, {
      name: `databricks spark-${spark}`,
      region,
      ...(options.volume !== undefined && { volume: options.volume }),
    });
  } catch (error) {
    await warehouse.close();
    const { credentials } = settings;
    const user = credentials.kind === 'oauth' ? credentials.clientId : 'the owner of the token';
    throw openFailure(error, { catalog, schema, user });
  }
}

function authOf({ credentials, host, port }: Settings, ca: string | undefined): AuthOptions {
  if (credentials.kind === 'token') return { authType: 'access-token', token: credentials.token };
  const { clientId, clientSecret } = credentials;
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
  return {
    authType: 'external-token',
    getToken: () => accessToken({ host, port, clientId, clientSecret, ...trusted }),
  };
}

/** The statements that make our functions: a file of ours, in which a semicolon outside a comment ends a statement. */
async function functions(): Promise<string[]> {
  const text = await readFile(functionsFile, 'utf8');
  return text
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
