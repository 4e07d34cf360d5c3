import { styleText } from 'node:util';
import { count, figureText, plainText } from '../report/format.ts';
import { table } from '../report/table.ts';
import type { ModelFacts, SegmentExplanation, TokenInAudience } from './explain-segment.ts';
import type { UserExplanation } from './explain-user.ts';
import type { Delivery, Standing } from './standing.ts';

/** What a segment's audience is chosen by, for people. */
export function segmentText({ segmentId, name, region, night, model, before, ...of }: SegmentExplanation): string[] {
  const title = styleText('bold', `${segmentId} ${name}, ${region}/${night}`);
  if (!model) {
    const last = before ? `; ${before.night} had one` : '';
    return [
      title,
      `the night has no model of it, and so no audience${last}: lookalikes show says why it was not trained`,
    ];
  }
  return [
    title,
    ...factsTable(model, before),
    ...tokensTable('tokens that pull in', of.tokensUp),
    ...tokensTable('tokens that push out', of.tokensDown),
  ];
}

function factsTable(model: ModelFacts, before: ModelFacts | null): string[] {
  const facts: readonly (readonly [string, (of: ModelFacts) => string | number | null])[] = [
    ['users taken', ({ reach }) => reach],
    ['score of the last', ({ threshold }) => threshold],
    ['score of the first', ({ highestScore }) => highestScore],
    ['bias', ({ bias }) => bias],
    ['feature map', ({ featureMap }) => featureMap],
    ['weights pulled to', ({ prior }) => prior],
    ['strength', ({ strength }) => strength],
    ['tokens with a weight', ({ tokens }) => tokens],
    ['AUC on users not learned from', ({ auc }) => auc],
    [`criterion${model.criterion ? `, ${model.criterion}` : ''}`, ({ criterionValue }) => criterionValue],
  ];
  const both = before ? [model, before] : [model];
  const columns = [{ title: '' }, ...both.map(({ night }) => ({ title: night, right: true }))];
  const rows = facts.map(([name, of]) => [name].concat(both.map((one) => figureText(of(one)))));
  return table(columns, rows).split('\n');
}

function tokensTable(title: string, tokens: readonly TokenInAudience[]): string[] {
  if (tokens.length === 0) return [];
  const columns = [
    { title },
    ...['weight', 'before', 'users', 'adds on average'].map((name) => ({ title: name, right: true })),
  ];
  const rows = tokens.map(({ token, weight, weightBefore, users, contribution }) => [
    plainText(token),
    figureText(weight),
    figureText(weightBefore),
    count(users),
    users === 0 ? '-' : figureText(contribution),
  ]);
  return ['', ...table(columns, rows).split('\n')];
}

/** Why a user is in an audience or is not, for whoever asked for him by his id. */
export function userText(of: UserExplanation): string[] {
  const { segmentId, name, night, userId, contributions, bias, score } = of;
  const shown = contributions.map(({ token, value, weight, contribution, counts }) => [
    plainText(token),
    counts ? figureText(value) : 'does not count',
    figureText(weight),
    figureText(contribution),
  ]);
  const columns = [{ title: 'token' }, ...['value', 'weight', 'adds'].map((title) => ({ title, right: true }))];
  const sums = [
    ['bias', '', '', figureText(bias)],
    ['score', '', '', figureText(score)],
  ];
  return [
    styleText('bold', `${plainText(userId)} in ${segmentId} ${name}, ${night}`),
    standings[of.standing](of),
    deliveries[of.delivery],
    ...(score === null ? [] : ['', ...table(columns, [...shown, ...sums]).split('\n')]),
  ];
}

const standings: Readonly<Record<Standing, (of: UserExplanation) => string>> = {
  chosen: ({ rank, reach, publishedScore, threshold }) =>
    `in the audience: rank ${count(rank ?? 0)} of ${count(reach)}, with a score of ${figureText(publishedScore)}; the last has ${figureText(threshold)}`,
  'no-model': () => 'not in the audience: the night has no model of the segment, so nobody is',
  'no-history': () => 'not in the audience: too few of his tokens are in the score window (minTokens of scoring)',
  fired: () => 'not in the audience: he is known to have fired for the segment (excludeSeeds of scoring)',
  'no-token-counts': () =>
    'not in the audience: none of his tokens counts, as they are banned or pixels of the segment',
  below: ({ reach, score, threshold }) =>
    `not in the audience: a score of ${figureText(score)}, and the last of the ${count(reach)} who were taken has ${figureText(threshold)}`,
  tie: ({ reach, threshold }) =>
    `not in the audience: his score is that of the last of the ${count(reach)} who were taken, ${figureText(threshold)}; equal scores go by user_key`,
};

const deliveries: Readonly<Record<Delivery, string>> = {
  held: 'the DSP holds him',
  unknown: 'the night has not told what the DSP holds',
  'not-chosen': 'the DSP does not hold him, as he is not in the audience',
  'segment-held': 'the DSP does not hold him: guard rails, or a person, hold the segment back',
  'opted-out': 'the DSP does not hold him: he has opted out',
  unmapped: 'the DSP does not hold him: the mapping has no id of it for him',
  'left-out':
    'the DSP does not hold him: sync left out the ids that he has (shared, too many, unfit, another user has them by now), or him (reachLock), or the segment (minReach)',
};
