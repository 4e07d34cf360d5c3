import { arrowBatch, arrowSchema } from './arrow.ts';
import { cellsOf, columnsOf, countFromOne } from './columns.ts';
import type { ThriftMessage, ThriftStruct } from './thrift.ts';
import { structAt, textAt, textField, thriftType } from './thrift.ts';

/** SPARK_CLI_SERVICE_PROTOCOL_V8: below it the driver drops a statement's parameters without a word. */
const warehouseV8 = 0xa508;
/** A `TSparkRowSetType`. */
const arrowBased = 0;
/** A `TStatusCode`. */
const errorStatus = 3;
/** A reply among Thrift's kinds of message. */
const replyKind = 2;

/** Asks Spark for the metadata of the operation whose rows a reply has. */
export type AskMetadata = () => Promise<ThriftStruct>;

/**
 * Spark's reply to a call as the driver expects it of a warehouse: rows in Arrow, columns counted from 1, a failure's
 * message where the driver looks for it.
 *
 * @throws SparkEndpointError `bad-result`; what `askMetadata` throws
 */
export async function fromSpark(reply: ThriftMessage, askMetadata: AskMetadata): Promise<ThriftMessage> {
  const result = structAt(reply.body, 0);
  if (result === undefined) return reply;
  const status = structAt(result, 1);
  if (status !== undefined) showMessage(status, 6);
  switch (reply.method) {
    case 'OpenSession':
      result.set(2, { type: thriftType.i32, value: warehouseV8 });
      break;
    case 'GetOperationStatus':
      showMessage(result, 1281);
      break;
    case 'GetResultSetMetadata':
      describeResult(result);
      break;
    case 'FetchResults':
      if (structAt(result, 3) !== undefined) sendArrow(result, await askMetadata());
      break;
    default:
  }
  return reply;
}

/** The reply to a call that failed before or after Spark had its part. */
export function failed(call: ThriftMessage, message: string): ThriftMessage {
  const status: ThriftStruct = new Map([
    [1, { type: thriftType.i32, value: errorStatus }],
    [5, textField(message)],
    [6, textField(message)],
  ]);
  const result: ThriftStruct = new Map([[1, { type: thriftType.struct, value: status }]]);
  return { ...call, kind: replyKind, body: new Map([[0, { type: thriftType.struct, value: result }]]) };
}

/** Copies `errorMessage`, without its stack, to the struct's `displayMessage`. */
function showMessage(struct: ThriftStruct, displayMessage: number): void {
  const message = textAt(struct, 5);
  if (message !== undefined) struct.set(displayMessage, textField(message.replace(/\n\tat [^]*$/, '')));
}

function describeResult(metadata: ThriftStruct): void {
  countFromOne(metadata);
  metadata.set(1281, { type: thriftType.i32, value: arrowBased });
  metadata.set(1282, { type: thriftType.bool, value: false });
  metadata.set(1283, { type: thriftType.string, value: arrowSchema(columnsOf(metadata)) });
}

/** Spark never says that it has more rows: its clients ask until a set is empty. */
function sendArrow(result: ThriftStruct, metadata: ThriftStruct): void {
  const cells = cellsOf(structAt(result, 3));
  const rows = cells[0]?.length ?? 0;
  const batch: ThriftStruct = new Map([
    [1, { type: thriftType.string, value: rows === 0 ? Buffer.alloc(0) : arrowBatch(columnsOf(metadata), cells) }],
    [2, { type: thriftType.i64, value: BigInt(rows) }],
  ]);
  const rowSet: ThriftStruct = new Map([
    [1, { type: thriftType.i64, value: 0n }],
    [2, { type: thriftType.list, value: { of: thriftType.struct, values: [] } }],
    [1281, { type: thriftType.list, value: { of: thriftType.struct, values: rows === 0 ? [] : [batch] } }],
  ]);
  result.set(2, { type: thriftType.bool, value: rows > 0 });
  result.set(3, { type: thriftType.struct, value: rowSet });
}
