import type { Day, InputContract, InputName, RowOfColumns } from '@lookalikes/schema';
import { bigint, double, inputs, int, nullable, text } from '@lookalikes/schema';
import type { InputBindings, Relation } from '@lookalikes/stage-kit';
import { RunnerError } from '../error.ts';
import { asker, bothNights } from './ask.ts';
import type { SegmentAsked } from './asked-segment.ts';
import { modelFacts, nameOf } from './asked-segment.ts';
import type { Contribution } from './contributions.ts';
import { explainScore } from './contributions.ts';
import { nightData } from './night-data.ts';
import { NightModels } from './night-models.ts';
import type { Delivery, Standing } from './standing.ts';
import { deliveryOf, standingOf } from './standing.ts';

/** A user who is asked about. */
export interface UserAsked extends SegmentAsked {
  /** The first party's person id. It goes into what is returned, and nowhere else. */
  readonly user: string;
  /** Where inputs lie, as in the config: who opted out, and which ids the DSP has. */
  readonly inputs: InputBindings;
}

/** Why a user is in an audience, or is not. */
export interface UserExplanation {
  readonly segmentId: string;
  readonly name: string;
  readonly night: Day;
  readonly userId: string;
  readonly standing: Standing;
  /** From 1; null where he is not in the audience. */
  readonly rank: number | null;
  readonly reach: number;
  /** The score of the last user that was taken; null of an empty audience. */
  readonly threshold: number | null;
  /** The bias and all contributions together; null without a model, or a token that counts. */
  readonly score: number | null;
  /** As the audience has it; null where he is not in it. Differs from `score` in the last of 24 bits at most. */
  readonly publishedScore: number | null;
  readonly bias: number | null;
  readonly contributions: readonly Contribution[];
  /** Whether the DSP holds him after the night, and why not. */
  readonly delivery: Delivery;
}

const facts = {
  windows: bigint('Windows in which he has a history.'),
  fires: bigint('Rows that say that he fired for the segment.'),
  other_fires: bigint('Segments that he is known to have fired for.'),
  rank: nullable(int('His rank in the audience.')),
  score: nullable(double('His score there.')),
  held: bigint('Ids of him that the DSP holds in the segment.'),
  rails: bigint('Guard rails that hold the segment.'),
};

const history = {
  token: text('The token.'),
  decayed_events: double('How often it was seen, recently more.'),
  age: int("Days from the token's last day to the window's."),
};

const told = { opt_outs: bigint('Rows that say he opted out.'), dsp_ids: bigint('His ids of the DSP.') };

/**
 * Tells why a user is in a segment's audience, or is not: his tokens, what each adds to his score, and where that has put him.
 *
 * @throws as `changesBetween`; RunnerError `usage` where the night knows nothing of the user. No message has his id
 * @example (await explainUser({ engine, store, region: 'amer', night, segment: '1003', user, inputs })).standing // 'below'
 */
export async function explainUser(of: UserAsked): Promise<UserExplanation> {
  const { engine, store, region, segment, user, signal } = of;
  const night = await nightData(store, { region, date: of.night });
  const relations = { ...bothNights(undefined, night), ...inputRelations(of) };
  const ask = asker(engine, relations, signal);
  const name = await nameOf(ask, of);
  const about = { segment_id: segment, user_id: user };
  const [known] = (await ask('user-facts', facts, about)) as [RowOfColumns<typeof facts>];
  if (known.windows + known.fires + known.other_fires + known.held === 0n) throw unknownUser(of);
  const [row] = await ask('model-facts', modelFacts, { segment_id: segment });
  const tokens = await ask('user-history', history, { user_id: user });
  const chosen = row && (await new NightModels(store, { signal }).find({ ...row, segment_id: segment }));
  const explained = chosen && tokens.length > 0 ? await explainScore(tokens, chosen) : undefined;
  const banned = explained?.contributions.filter(({ counts }) => !counts).length ?? 0;
  const score = explained && banned < tokens.length ? explained.score : null;
  const threshold = row?.lowest_score ?? null;
  const isLeftOut = known.rank !== null && known.held === 0n && night.isDelivered;
  const [input] = isLeftOut ? await ask('user-inputs', told, about) : [];
  return {
    segmentId: segment,
    name,
    night: of.night,
    userId: user,
    standing: standingOf({
      rank: known.rank,
      hasModel: row !== undefined,
      tokens: tokens.length,
      counting: tokens.length - banned,
      minTokens: night.minTokens,
      hasFired: known.fires > 0n,
      excludeSeeds: night.excludeSeeds,
      score,
      threshold,
    }),
    rank: known.rank,
    reach: Number(row?.reach ?? 0),
    threshold,
    score,
    publishedScore: known.score,
    bias: chosen?.model.bias ?? null,
    contributions: explained?.contributions ?? [],
    delivery: deliveryOf({
      isTold: night.isDelivered,
      isHeld: known.held > 0n,
      isChosen: known.rank !== null,
      isSegmentHeld: known.rails > 0n,
      hasOptedOut: (input?.opt_outs ?? 0n) > 0n,
      dspIds: Number(input?.dsp_ids ?? 0n),
    }),
  };
}

/** The inputs as the night saw them; one that the config leaves out is empty. */
function inputRelations({ inputs: bound, region, night }: UserAsked): Record<string, Relation> {
  const relation = (contract: InputContract): Relation => {
    const binding = bound[contract.name as InputName];
    return binding
      ? { kind: 'input', contract, binding, region, before: night }
      : { kind: 'empty', columns: contract.columns };
  };
  return { opt_outs: relation(inputs.optOuts), mapping: relation(inputs.mapping) };
}

const unknownUser = ({ region, night }: UserAsked): RunnerError =>
  new RunnerError(
    'usage',
    `${region}/${night} knows no such user: he has no history and has fired for nothing. Expected a person id of the first party (a source's own id is another), of a user that counts: shared ids and users with too many are left out.`,
  );
