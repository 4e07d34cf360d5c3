import type { RunRecord } from '@lookalikes/stage-kit';
import { exitCodes } from '@lookalikes/stage-kit';
import type { NightOutcome } from '../../night/outcome.ts';

/** What a webhook is told of a night. `text` says it all in one, as Slack, Mattermost and Teams' workflows show it. */
export interface WebhookMessage {
  readonly text: string;
  readonly region: NightOutcome['region'];
  readonly runDate: NightOutcome['runDate'];
  /** The attempt, where there is a record of one. */
  readonly run: RunRecord['run'] | null;
  readonly status: 'failed' | 'held' | 'not-begun';
  readonly stage: string | null;
  readonly heldSegments: readonly string[];
  readonly reason: string;
  readonly whatToDo: string;
}

/**
 * The message of a night that somebody should hear of: one that failed, could not begin, was held back, or held segments back.
 * None of one that is to be tried again (75), found its region taken (4), or was stopped by somebody.
 */
export function messageOf(outcome: NightOutcome): WebhookMessage | undefined {
  const { region, runDate, attempt, stage, exitCode, heldSegments = [] } = outcome;
  const told: readonly number[] = [exitCodes.failed, exitCodes.usage, exitCodes.held];
  if (outcome.status === 'cancelled' || !told.includes(exitCode)) return undefined;
  const night = `${region}/${runDate}`;
  const status = exitCode === exitCodes.held ? 'held' : outcome.status === 'not-begun' ? 'not-begun' : 'failed';
  const words = { failed: 'failed', held: 'held back', 'not-begun': 'could not begin' }[status];
  const { reason, whatToDo } = tellingOf(outcome, { status, night });
  const at = stage === undefined ? '' : ` at ${stage}`;
  return {
    text: escaped(`Lookalikes ${night} ${words}${at}: ${reason}\n${whatToDo}`),
    region,
    runDate,
    run: attempt === undefined ? null : `${night}#${attempt}`,
    status,
    stage: stage ?? null,
    heldSegments,
    reason,
    whatToDo,
  };
}

/** Why, and what to do; docs/runbook.md says more. */
function tellingOf(
  { message = '', region, runDate, heldSegments = [] }: NightOutcome,
  { status, night }: { readonly status: WebhookMessage['status']; readonly night: string },
): Pick<WebhookMessage, 'reason' | 'whatToDo'> {
  const of = `--region ${region} --date ${runDate}`;
  if (heldSegments.length > 0 && message === '') {
    return {
      reason: `guard rails held back ${heldSegments.join(', ')}; what was delivered of them before stays`,
      whatToDo: `lookalikes show ${night} says what was measured. Where tonight is right: lookalikes release SEGMENT, then lookalikes run ${of} --from guard-rails.`,
    };
  }
  if (status === 'held') {
    return { reason: message, whatToDo: `Mend the input, then: lookalikes run ${of} --again.` };
  }
  if (status === 'not-begun') return { reason: message, whatToDo: `Mend what it names, then: lookalikes run ${of}.` };
  return { reason: message, whatToDo: `Mend what it names, then: lookalikes resume ${of}.` };
}

/** Chats take `<…>` for a command, such as one that calls everybody. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
