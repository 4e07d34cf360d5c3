import { bigint, boolean, date, double, int, nullable, oneOf, text } from '../columns.ts';
import { defineDataset } from '../dataset.ts';
import { featureMaps, weightPriors } from '../model-features.ts';

const userKey = () => bigint('The user as a number: the first 60 bits of the md5 of user_id.');

/** Whom the models learn from: an intermediate of model-selection. */
export const examples = {
  v1: defineDataset({
    name: 'examples',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: 'The users of the training window that are in the pool or a seed of a ready segment.',
    columns: {
      share: int("The user's split: 0 train, 1 validation, 2 test."),
      user_key: userKey(),
      drawn: boolean('Whether the user is in the pool, and so counts as a negative.'),
    },
    key: ['user_key'],
  }),
};

/** Whom the backtest ranks: an intermediate of model-selection. */
export const backtestUsers = {
  v1: defineDataset({
    name: 'backtest_users',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: "Of last night's scored users everybody who fired since, and of all a sample by hash.",
    columns: {
      user_key: userKey(),
      drawn: boolean('Whether the user is in the sample, and so counts where it did not fire.'),
    },
    key: ['user_key'],
  }),
};

/** The chosen models. */
export const models = {
  v1: defineDataset({
    name: 'models',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: 'The model chosen for each segment.',
    columns: {
      segment_id: text('The segment.'),
      feature_map: oneOf(featureMaps, "What a user's tokens are worth, and whether activity is a feature."),
      strength: double('The chosen strength C of the fit against the penalty.'),
      bias: double('The intercept, corrected for the sampling of negatives.'),
      calibration_slope: nullable(
        double(
          'The chance of firing is 1/(1 + exp(-(slope m + intercept))) of a margin m; null where nobody could tell.',
        ),
      ),
      calibration_intercept: nullable(double('See calibration_slope.')),
      tokens: int('Tokens with a weight other than 0.'),
      validation_log_loss: nullable(
        double('Mean log-loss on the validation share, in nats; null where nobody there counts.'),
      ),
      validation_auc: nullable(double('AUC on the validation share; null where a class is missing.')),
      artifact: text('The key of the artifact in the object store.'),
      artifact_sha256: text("The artifact's sha256, hexadecimal."),
    },
    key: ['segment_id'],
  }),
};

/** The weights, for people and for next night. */
export const modelWeights = {
  v1: defineDataset({
    name: 'model_weights',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: "The chosen models' weights by token text; zero weights are left out.",
    columns: {
      segment_id: text('The segment.'),
      token: text('The token.'),
      weight: double('The weight. Above 0: seen more with seeds.'),
    },
    key: ['segment_id', 'token'],
  }),
};

/** What later nights may learn on from. */
export const keptWeights = {
  v1: defineDataset({
    name: 'kept_weights',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: "Where the weights lie that a later night's may be pulled to: those of each model, and of the fits that it was judged by.",
    columns: {
      segment_id: text('The segment.'),
      shares_since: date(
        'The night since which nobody has been in another share (train, validation, test) than the night before.',
      ),
      artifact: text('The key of the object in the object store, which has those of several segments.'),
      artifact_sha256: text("The object's sha256, hexadecimal."),
    },
    key: ['segment_id'],
  }),
};

/** Every candidate. */
export const modelTrials = {
  v1: defineDataset({
    name: 'model_trials',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: "Every candidate's figures on the validation share.",
    columns: {
      segment_id: text('The segment.'),
      feature_map: oneOf(featureMaps, "What a user's tokens are worth, and whether activity is a feature."),
      prior: oneOf(weightPriors, 'What the weights are pulled to.'),
      strength: double('The strength C.'),
      log_loss: nullable(double('Mean log-loss, in nats; null where nobody there counts.')),
      auc: nullable(double('AUC; null where a class is missing.')),
      lift: nullable(double('Lift at the share that is to be published; null where a class is missing.')),
      standard_error: nullable(
        double(
          "Of the criterion's difference from the best candidate's; null but for the best of each other feature map and prior.",
        ),
      ),
      epochs: int('Passes over the rows.'),
      converged: boolean('Whether the stopping rule was met.'),
      chosen: boolean('Whether this is the model that was taken.'),
    },
    key: ['segment_id', 'feature_map', 'prior', 'strength'],
  }),
};

const rate = (what: string) => nullable(double(what));

/** How good the models are. */
export const evaluations = {
  v1: defineDataset({
    name: 'evaluations',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: "How well each model ranks: on tonight's validation and test shares, and last night's scores on the fires since (backtest).",
    columns: {
      segment_id: text('The segment.'),
      evaluated_on: oneOf(['validation', 'test', 'backtest'], 'Whose labels.'),
      model_run_date: date("The run date of the model: tonight's, or for the backtest an earlier night's."),
      users: int('Users ranked; only those with a token that counts for the segment.'),
      hits: int('Users among them that fired.'),
      auc: rate('Area under the ROC curve, ties count half.'),
      auc_equal_activity: rate('The same, over pairs of users with equally many tokens only.'),
      log_loss: rate('Mean log-loss, in nats.'),
      lift_at_1: rate('Hit rate in the top 1 % over the base rate.'),
      lift_at_5: rate('Hit rate in the top 5 % over the base rate.'),
      lift_at_10: rate('Hit rate in the top 10 % over the base rate.'),
      recall_at_1: rate('Share of the hits in the top 1 %.'),
      recall_at_5: rate('Share of the hits in the top 5 %.'),
      recall_at_10: rate('Share of the hits in the top 10 %.'),
      reason: nullable(text('Why figures are missing.')),
    },
    key: ['segment_id', 'evaluated_on'],
  }),
};

/** Whether chances come true. */
export const calibration = {
  v1: defineDataset({
    name: 'calibration',
    writtenBy: 'model-selection',
    version: { major: 1, minor: 0 },
    doc: 'How the chances that a model gives compare with the fires, on users of the test share: bins in which equally many were to fire.',
    columns: {
      segment_id: text('The segment.'),
      bin: int('From 1, by rising chance.'),
      users: double('Users that the bin stands for, as a negative is drawn for others.'),
      chance: double('Their mean chance.'),
      fires: int('Users among them that fired.'),
    },
    key: ['segment_id', 'bin'],
  }),
};
