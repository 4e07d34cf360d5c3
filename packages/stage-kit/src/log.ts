import pino from 'pino';
import { logSchemaName } from './log-line.ts';

/** What a line is about. `code` says what happened, for programs: letters, digits and `-`, as in `stage-done`. */
export interface LogFields {
  readonly code: string;
  readonly region?: string | undefined;
  readonly runDate?: string | undefined;
  /** The attempt, as in `amer/2026-11-21#1`. */
  readonly run?: string | undefined;
  readonly stage?: string | undefined;
  readonly [name: string]: unknown;
}

/** Where a stage says what it does. No user id, secret or row value goes in. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** How logs are written: one JSON object a line, or plain lines for people, or not at all. */
export type LogFormat = 'json' | 'plain' | 'none';

/**
 * A log on standard error.
 *
 * @param format - `json`: one object a line, as {@link LogLineSchema} has it; `plain`: level and message; `none`: nothing
 */
export function createLog(format: LogFormat): Log {
  if (format === 'json') return jsonLog();
  const line = (level: string) => (_fields: LogFields, message: string) => {
    if (format === 'plain') process.stderr.write(`${level}${message}\n`);
  };
  return { debug: () => {}, info: line(''), warn: line('warning: '), error: line('error: ') };
}

/**
 * A log whose lines are about something, each unless it says so itself.
 *
 * @example withFields(log, { region: 'amer', runDate: '2026-11-21' }).info({ code: 'started' }, 'started')
 */
export function withFields(log: Log, about: Omit<LogFields, 'code'>): Log {
  const line = (level: keyof Log) => (fields: LogFields, message: string) =>
    log[level]({ ...about, ...fields }, message);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function jsonLog(): Log {
  const written = pino(
    {
      base: { schema: logSchemaName },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (level) => ({ level }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  const line = (level: keyof Log) => (of: LogFields, message: string) => {
    const { code, region = null, runDate = null, run = null, stage = null, ...fields } = of;
    written[level]({ code, region, runDate, run, stage, fields }, message);
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
