import { DBSQLClient, DBSQLParameter, DBSQLParameterType, thrift } from '@databricks/sql';
import type { ParamValue } from '@lookalikes/stage-kit';

/** A client of the driver. */
export type Client = DBSQLClient;

/** A session of the driver. */
export type Session = Awaited<ReturnType<Client['openSession']>>;

/** A statement that the driver was given. */
export type IOperation = Awaited<ReturnType<Session['executeStatement']>>;

/** What the driver is connected with. */
export type ConnectOptions = Parameters<Client['connect']>[0];

/** How it says who we are. */
export type AuthOptions =
  | { readonly authType: 'access-token'; readonly token: string }
  | { readonly authType: 'external-token'; readonly getToken: () => Promise<string> };

/** How a statement stands. */
export type OperationStatus = Awaited<ReturnType<IOperation['status']>>;

/** The driver's numbers for how a statement stands, and for the types of columns. */
export const { TOperationState, TTypeId } = thrift.TCLIService_types;

/** A client of the driver, connected; it says nothing by itself, and reports nothing to anybody. */
export async function connect(options: ConnectOptions): Promise<Client> {
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({
    ...options,
    telemetryEnabled: false,
    preserveBigNumericPrecision: true,
    userAgentEntry: 'lookalikes',
  });
  return client;
}

/** Values as the driver binds them: whole numbers as INT or BIGINT, others as DOUBLE. */
export function boundValues(params: Readonly<Record<string, ParamValue>>) {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'bigint'
        ? new DBSQLParameter({ type: DBSQLParameterType.BIGINT, value })
        : new DBSQLParameter({ value }),
    ]),
  );
}
