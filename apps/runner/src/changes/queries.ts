import { bigint, double, int, nullable, oneOf, text } from '@lookalikes/schema';
import type { ChangeCause } from './segment-change.ts';
import { CHANGE_CAUSES } from './segment-change.ts';

const counts = {
  came: bigint('Users of the later night alone.'),
  went: bigint('Users of the earlier night alone.'),
  stayed: bigint('Users of both.'),
};
const level = oneOf(['audience', 'delivered'], 'Of the audience, or of what the DSP holds.');
const segment = text('The segment.');
const by = (cause: ChangeCause) => bigint(`By how much ${cause} alone changed the reach of the level.`);

/** The columns of `sql/changes/<name>.sql`, as far as two nights are compared. */
export const queries = {
  segments: {
    segment_id: segment,
    name: text('What people call it.'),
    had_model: int('Whether the earlier night has a model of it.'),
    has_model: int('Whether the later night has.'),
    artifact: text("The key of the later night's artifact; empty without a model."),
    artifact_sha256: text('Its sha256.'),
  },
  totals: { segment_id: segment, level, ...counts },
  causes: {
    level,
    cause: oneOf([...CHANGE_CAUSES, 'none'], 'Why; none of those who stayed.'),
    ...counts,
    by_weights: by('weights'),
    by_histories: by('histories'),
    by_users: by('users'),
    by_threshold: by('threshold'),
    by_suppression: by('suppression'),
  },
  tokens: {
    segment_id: segment,
    token: text('The token, as models name it.'),
    weight_before: nullable(double('Its weight in the earlier night; null without one.')),
    weight_after: nullable(double('In the later.')),
    grew: int('Whether it grew.'),
  },
} as const;
