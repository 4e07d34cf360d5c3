import { SyncError } from '../error.ts';
import { FileChecker } from './file-checker.ts';
import type { FileReport, FileRules, Violation } from './rules.ts';

/** A file on its way. */
export interface FileUnderWay {
  readonly rules: FileRules;
  /** Where people will find it. */
  readonly file: string;
}

/**
 * Passes a packed file through and checks it on the way: what comes out at the end is allowed, or the stream fails before
 * it ends, so that whoever stores it stores nothing.
 *
 * @throws SyncError `bad-file`
 */
export async function* validated(
  chunks: AsyncIterable<Uint8Array>,
  { rules, file }: FileUnderWay,
): AsyncGenerator<Uint8Array> {
  const checker = new FileChecker(rules);
  try {
    for await (const chunk of chunks) {
      // Checked while it is stored; never more than one chunk ahead.
      const checked = checker.push(chunk);
      yield chunk;
      await checked;
    }
    const report = await checker.end();
    if (report.violationCount > 0) throw new SyncError('bad-file', badFileText(file, report));
  } finally {
    checker.close();
  }
}

/** What is wrong with a file, for people: the first lines and their rules, never their values. */
export function badFileText(file: string, { violations, violationCount }: FileReport): string {
  const shown = violations.map(violationText).join('; ');
  const more = violationCount > violations.length ? `; and ${violationCount - violations.length} more` : '';
  return `${file} breaks the rules of its layout and is not delivered: ${shown}${more}. Look at stages.sync and at what the file was made of.`;
}

/** A violation as people read it: `line 7: id: expected …`. */
export const violationText = ({ rule, line, expected }: Violation): string =>
  `${line === undefined ? 'the file' : `line ${line}`}: ${rule}: expected ${expected}`;
