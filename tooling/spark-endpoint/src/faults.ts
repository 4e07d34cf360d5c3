/** The calls that a driver makes of a warehouse for its sessions and statements. */
export const callNames = [
  'OpenSession',
  'ExecuteStatement',
  'GetOperationStatus',
  'GetResultSetMetadata',
  'FetchResults',
  'CancelOperation',
  'CloseOperation',
  'CloseSession',
] as const;

/** The name of a call. */
export type CallName = (typeof callNames)[number];

/**
 * What can be done to a call.
 *
 * - `429`, `503`: refused with that status and `Retry-After: 1`; Spark never sees the call
 * - `reset-before`: the connection is reset; Spark never sees the call
 * - `reset-after`: Spark has done what it was asked, then the connection is reset instead of an answer
 * - `hang-before`, `hang-after`: no answer ever, on a connection that stays open; Spark has not, or has, seen the call
 * - `slow`: the answer arrives byte by byte, over two seconds
 * - `cut`: half of the answer arrives, then the connection ends
 * - `cut-message`: half of the Thrift message arrives as a whole HTTP answer
 * - `session-expired`: the session is closed in Spark first, so that the call gets Spark's own answer to that
 */
export const faultNames = [
  '429',
  '503',
  'reset-before',
  'reset-after',
  'hang-before',
  'hang-after',
  'slow',
  'cut',
  'cut-message',
  'session-expired',
] as const;

/** The name of a fault. */
export type FaultName = (typeof faultNames)[number];

/** What happens to which call. */
export interface FaultRule {
  readonly call: CallName;
  readonly fault: FaultName;
  /** The first call that it happens to, counted from 1 when the rule is added; 1 by default. */
  readonly nth?: number;
  /** How many calls in a row it happens to; 1 by default, `Infinity` for all from the nth on. */
  readonly times?: number;
  /** Only calls for a statement whose text this matches are counted, and meet the fault. */
  readonly statement?: RegExp;
}

/** How often a call was seen, and how often it met a fault. */
export interface CallCount {
  readonly seen: number;
  readonly faulted: number;
}

/** The faults of a gateway. */
export interface Faults {
  /**
   * Has a fault happen to calls from now on. Of several rules for one call the first that was added wins.
   *
   * @example endpoint.faults.add({ call: 'ExecuteStatement', fault: 'reset-after', statement: /^INSERT/ });
   */
  add(rule: FaultRule): void;
  /** The calls since the start or the last `clear`; a call that the driver repeats counts again. */
  counts(): Readonly<Record<CallName, CallCount>>;
  /** Takes all rules away and counts from 0. A call that hangs goes on hanging. */
  clear(): void;
}

/** Faults as the gateway sees them. */
export interface FaultBook extends Faults {
  /** Counts a call, and says what is to happen to it. */
  meet(method: string, statement: string | undefined): FaultName | undefined;
}

/** A book without rules. */
export function faultBook(): FaultBook {
  let rules: { readonly rule: FaultRule; matched: number }[] = [];
  let counted = new Map<CallName, { seen: number; faulted: number }>();
  const countOf = (call: CallName): { seen: number; faulted: number } => counted.get(call) ?? { seen: 0, faulted: 0 };
  return {
    add: (rule) => void rules.push({ rule, matched: 0 }),
    counts: () => Object.fromEntries(callNames.map((call) => [call, countOf(call)])) as Record<CallName, CallCount>,
    clear() {
      rules = [];
      counted = new Map();
    },
    meet(method, statement) {
      const call = callNames.find((name) => name === method);
      if (call === undefined) return undefined;
      const met = rules.filter(({ rule }) => rule.call === call && rule.statement?.test(statement ?? '') !== false);
      for (const entry of met) entry.matched += 1;
      const fault = met.find(({ rule: { nth = 1, times = 1 }, matched }) => matched >= nth && matched < nth + times)
        ?.rule.fault;
      const { seen, faulted } = countOf(call);
      counted.set(call, { seen: seen + 1, faulted: faulted + (fault === undefined ? 0 : 1) });
      return fault;
    },
  };
}
