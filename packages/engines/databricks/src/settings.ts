import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Profile } from './config-file.ts';
import { readProfile } from './config-file.ts';
import { DatabricksError } from './error.ts';
import type { DatabricksOptions } from './options.ts';

/** Who we are. */
type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string };

/** Where a warehouse is, and as whom it is asked. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly credentials: Credentials;
}

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Source {
  readonly host: string | undefined;
  readonly httpPath: string | undefined;
  readonly warehouseId: string | undefined;
  readonly token: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** How some of them are called there, for messages. */
  readonly named: (...fields: Exclude<keyof Source, 'named'>[]) => string;
}

/**
 * Finds where to connect and as whom: in the options; in the environment, `DATABRICKS_HOST`, `DATABRICKS_HTTP_PATH` or
 * `DATABRICKS_WAREHOUSE_ID`, `DATABRICKS_TOKEN` or `DATABRICKS_CLIENT_ID` and `DATABRICKS_CLIENT_SECRET`; in a profile of
 * `DATABRICKS_CONFIG_FILE` or `~/.databrickscfg`, `DATABRICKS_CONFIG_PROFILE` or `DEFAULT`. Host, warehouse and
 * credentials are each taken from the first of these that has them; a profile that the options name goes before the
 * environment.
 *
 * @param root - the folder that relative paths start from
 * @throws DatabricksError `settings` naming what is missing and where it was looked for, or what is told twice
 */
export async function settingsOf(options: DatabricksOptions, root: string, env: Environment): Promise<Settings> {
  const file = options.configFile ?? env['DATABRICKS_CONFIG_FILE'] ?? join(homedir(), '.databrickscfg');
  const named = options.profile ?? env['DATABRICKS_CONFIG_PROFILE'];
  const { profile, where } = await readProfile(resolve(root, file), named);
  const rest = [ofEnvironment(env), ofProfile(profile, where)];
  const sources = [ofOptions(options), ...(options.profile === undefined ? rest : rest.toReversed())];
  const looked = (...fields: Parameters<Source['named']>[0][]) =>
    sources.map(({ named: name }) => name(...fields)).join('; ');

  const host = sources.find((source) => source.host)?.host;
  if (host === undefined) throw missing('host of the workspace', looked('host'));
  const place = sources.find((source) => source.httpPath ?? source.warehouseId);
  if (place === undefined) throw missing('warehouse', looked('httpPath', 'warehouseId'));
  const who = sources.find(({ token, clientId, clientSecret }) => token ?? clientId ?? clientSecret);
  if (who === undefined) throw missing('credentials', looked('token', 'clientId'));
  return {
    ...addressOf(host),
    path: place.httpPath ?? `/sql/1.0/warehouses/${place.warehouseId ?? ''}`,
    credentials: credentialsOf(who),
  };
}

const missing = (what: string, looked: string): DatabricksError =>
  new DatabricksError('settings', `no ${what}: looked for ${looked}`);

const ofOptions = (options: DatabricksOptions): Source => ({
  host: options.host,
  httpPath: options.httpPath,
  warehouseId: options.warehouseId,
  token: options.token,
  clientId: options.clientId,
  clientSecret: options.clientSecret,
  named: (...fields) => `the option ${fields.join(' or ')}`,
});

const snake = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function read(get: (field: string) => string | undefined, named: Source['named']): Source {
  // An empty value is how a shell says that there is none.
  const at = (field: string) => get(field) || undefined;
  return {
    host: at('host'),
    httpPath: at('httpPath'),
    warehouseId: at('warehouseId'),
    token: at('token'),
    clientId: at('clientId'),
    clientSecret: at('clientSecret'),
    named,
  };
}

const variable = (field: string): string => `DATABRICKS_${snake(field).toUpperCase()}`;
const ofEnvironment = (env: Environment): Source =>
  read(
    (field) => env[variable(field)],
    (...fields) => `${fields.map(variable).join(' or ')} in the environment`,
  );
const ofProfile = (profile: Profile, where: string): Source =>
  read(
    (field) => profile[snake(field)],
    (...fields) => `${fields.map(snake).join(' or ')} in ${where}`,
  );

function addressOf(text: string): Pick<Settings, 'host' | 'port'> {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url?.protocol === 'https:' && url.hostname !== '') return { host: url.hostname, port: Number(url.port || 443) };
  throw new DatabricksError(
    'settings',
    `the host of the workspace is '${text}', expected one such as https://dbc-1234.cloud.databricks.com`,
  );
}

function credentialsOf({ token, clientId, clientSecret, named }: Source): Credentials {
  if (token !== undefined && (clientId ?? clientSecret) !== undefined) {
    throw new DatabricksError(
      'settings',
      `two kinds of credentials: ${named('token')} and ${named('clientId')}; leave one of them out`,
    );
  }
  if (token !== undefined) return { kind: 'token', token };
  if (clientId !== undefined && clientSecret !== undefined) return { kind: 'oauth', clientId, clientSecret };
  const [has, lacks] =
    clientId === undefined ? (['clientSecret', 'clientId'] as const) : (['clientId', 'clientSecret'] as const);
  throw new DatabricksError('settings', `half of the credentials: ${named(has)} is there, ${named(lacks)} is not`);
}
