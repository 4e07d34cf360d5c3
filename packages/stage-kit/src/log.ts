import pino from 'pino';

/** Where a stage says what it does. No user id, secret or row value goes in. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** How logs are written: one JSON object a line, or plain lines for people, or not at all. */
export type LogFormat = 'json' | 'plain' | 'none';

/**
 * A log on standard error.
 *
 * @param format - `json`: one object a line, for programs; `plain`: level and message; `none`: nothing
 */
export function createLog(format: LogFormat): Log {
  if (format === 'json')
    return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
  const line = (level: string) => (_fields: object, message: string) => {
    if (format === 'plain') process.stderr.write(`${level}${message}\n`);
  };
  return { debug: () => {}, info: line(''), warn: line('warning: '), error: line('error: ') };
}
