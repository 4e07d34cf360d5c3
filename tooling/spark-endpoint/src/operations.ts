import type { ThriftField, ThriftMessage } from './thrift.ts';
import { structAt, textAt } from './thrift.ts';

/** What is known of a call besides its own fields. */
interface CallOrigin {
  /** The handle of the call's session; undefined for a call without one. */
  readonly session: ThriftField | undefined;
  /** The text of the statement that the call starts or asks about. */
  readonly statement: string | undefined;
}

/** Remembers which session and statement an operation belongs to: a driver's later calls name the operation alone. */
export interface Operations {
  /** What a call belongs to. */
  originOf(call: ThriftMessage): CallOrigin;
  /** Takes in the reply to a statement. */
  remember(call: ThriftMessage, reply: ThriftMessage): void;
}

/** A memory without operations. */
export function operations(): Operations {
  const known = new Map<string, CallOrigin>();
  const originOf = (call: ThriftMessage): CallOrigin => {
    const request = structAt(call.body, 1);
    const handle = request?.get(1);
    if (call.method === 'OpenSession') return { session: undefined, statement: undefined };
    if (call.method === 'ExecuteStatement') return { session: handle, statement: textAt(request, 2) };
    if (call.method === 'CloseSession') return { session: handle, statement: undefined };
    return known.get(guidOf(handle)) ?? { session: undefined, statement: undefined };
  };
  return {
    originOf,
    remember(call, reply) {
      const handle = structAt(reply.body, 0)?.get(2);
      if (call.method === 'ExecuteStatement' && handle !== undefined) known.set(guidOf(handle), originOf(call));
      const closed = call.method === 'CloseOperation' ? structAt(call.body, 1)?.get(1) : undefined;
      if (closed !== undefined) known.delete(guidOf(closed));
    },
  };
}

/** The first field of a handle is its identifier, whose first field is 16 bytes. */
function guidOf(handle: ThriftField | undefined): string {
  const identifier = handle?.value instanceof Map ? structAt(handle.value, 1) : undefined;
  const guid = identifier?.get(1)?.value;
  return Buffer.isBuffer(guid) ? guid.toString('hex') : '';
}
