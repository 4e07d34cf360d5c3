import { styleText } from 'node:util';
import { count, figureText, plainText } from '../report/format.ts';
import { table } from '../report/table.ts';
import type { CauseOfChange, ChangeCause, ReachChange, SegmentChange, TokenChange } from './segment-change.ts';
import { CHANGE_CAUSES } from './segment-change.ts';
import type { TwoNights } from './which-nights.ts';

/** What a region's audiences became from one night to another. */
export interface RegionChanges extends TwoNights {
  readonly segments: readonly SegmentChange[];
}

/** The table of all segments, and a line for each that there is nothing to split of. */
export function diffText({ region, before, night, segments }: RegionChanges): string[] {
  const title = styleText('bold', `${region}: from ${before} to ${night}`);
  if (segments.length === 0) return [title, 'neither night has a segment'];
  const delivered = segments.some((segment) => segment.delivered !== undefined);
  const columns = [
    { title: 'segment' },
    { title: 'name' },
    ...['reach', 'joined', 'left', ...CHANGE_CAUSES].map((name) => ({ title: name, right: true })),
    ...(delivered ? [{ title: 'delivered', right: true }] : []),
  ];
  const rows = segments.map((segment) => [
    segment.segmentId,
    segment.name,
    reachText(segment),
    count(segment.joined),
    count(segment.left),
    ...CHANGE_CAUSES.map((cause) => movedText(segment.causes.find((one) => one.cause === cause))),
    ...(delivered ? [segment.delivered ? reachText(segment.delivered) : '-'] : []),
  ]);
  const alone = segments.flatMap(({ segmentId, kind }) => {
    if (kind === 'new') return [`${segmentId}: new, as ${region}/${before} has no model of it`];
    return kind === 'gone' ? [`${segmentId}: gone, as ${region}/${night} has no model of it`] : [];
  });
  return [title, ...table(columns, rows).split('\n'), ...alone];
}

/** What the table has no room for: what each cause is, what it did to the reach, and the tokens. */
export function segmentDiffText({ region, before, night, segments }: RegionChanges): string[] {
  return segments.flatMap(({ segmentId, name, delivered, tokensUp, tokensDown, ...change }) => [
    '',
    styleText('bold', `${segmentId} ${name}, ${region}: from ${before} to ${night}`),
    ...causesTable('audience', change),
    ...(delivered ? ['', ...causesTable('delivered', delivered)] : []),
    ...tokensTable('tokens that gained', tokensUp),
    ...tokensTable('tokens that lost', tokensDown),
  ]);
}

/** What each cause is, for people. */
const meanings: Readonly<Record<ChangeCause, string>> = {
  weights: 'the model weighs tokens differently',
  histories: 'users did something else, or it grew old',
  users: 'users are new, or were not seen any more',
  threshold: 'more or fewer users are taken',
  suppression: 'who is left out: fired, and from delivery opted out, unmapped, locked out or held',
};

function causesTable(what: string, { reachBefore, reach, joined, left, causes }: ReachChange): string[] {
  const columns = [
    { title: what },
    { title: 'joined', right: true },
    { title: 'left', right: true },
    { title: 'reach', right: true },
    { title: '' },
  ];
  const rows = causes.map((one) => [
    one.cause,
    count(one.joined),
    count(one.left),
    signed(one.reach),
    meanings[one.cause],
  ]);
  const total = [
    'all',
    count(joined),
    count(left),
    signed(reach - reachBefore),
    `${count(reachBefore)} to ${count(reach)}`,
  ];
  return table(columns, [...rows, total]).split('\n');
}

function tokensTable(title: string, tokens: readonly TokenChange[]): string[] {
  if (tokens.length === 0) return [];
  const columns = [{ title }, { title: 'weight before', right: true }, { title: 'after', right: true }];
  const rows = tokens.map(({ token, before, after }) => [plainText(token), figureText(before), figureText(after)]);
  return ['', ...table(columns, rows).split('\n')];
}

const signed = (value: number): string => (value > 0 ? `+${count(value)}` : count(value));

const reachText = ({ reach, reachBefore }: ReachChange): string => `${count(reach)} (${signed(reach - reachBefore)})`;

/** As in `+12 -3`; nothing where there is nothing to split. */
const movedText = (cause: CauseOfChange | undefined): string =>
  cause === undefined ? '' : `+${count(cause.joined)} -${count(cause.left)}`;
