import { bindParameters } from './bind-parameters.ts';
import type { ThriftField, ThriftMessage, ThriftStruct } from './thrift.ts';
import { entriesAt, listAt, structAt, textAt, textField, thriftType } from './thrift.ts';

/** HIVE_CLI_SERVICE_PROTOCOL_V9: results by columns, and what Spark's Thrift server speaks. */
const hiveV9 = 9;

/**
 * A call of the driver as Spark's Thrift server understands it. Calls that both know alike stay as they are, and so
 * do fields that Spark does not know: it skips them.
 *
 * @throws SparkEndpointError `bad-parameter`
 */
export function toSpark(call: ThriftMessage): ThriftMessage {
  const request = structAt(call.body, 1);
  if (request === undefined) return call;
  if (call.method === 'OpenSession') return { ...call, body: argument(openSession(request)) };
  if (call.method === 'ExecuteStatement') return { ...call, body: argument(executeStatement(request)) };
  return call;
}

const argument = (request: ThriftStruct): ThriftStruct => new Map([[1, { type: thriftType.struct, value: request }]]);

/** `client_protocol` is -7 in the driver's calls; session settings and the first schema have their own spelling. */
function openSession(request: ThriftStruct): ThriftStruct {
  const settings = entriesAt(request, 4).map(([key, value]) => [Buffer.from(`set:hiveconf:${key}`), value] as const);
  const schema = textAt(structAt(request, 1284), 2);
  if (schema !== undefined) settings.push([Buffer.from('use:database'), Buffer.from(schema)]);
  const configuration: ThriftField = {
    type: thriftType.map,
    value: { from: thriftType.string, to: thriftType.string, entries: settings },
  };
  return new Map([
    [1, { type: thriftType.i32, value: hiveV9 }],
    [4, configuration],
  ]);
}

function executeStatement(request: ThriftStruct): ThriftStruct {
  const parameters = listAt(request, 1288).filter((value) => value instanceof Map);
  const statement = bindParameters(textAt(request, 2) ?? '', parameters);
  return new Map([...request, [2, textField(statement)]]);
}
