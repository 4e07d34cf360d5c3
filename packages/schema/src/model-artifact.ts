import { z } from 'zod';
import { SchemaError } from './error.ts';
import type { Day, Region } from './ids.ts';
import { DaySchema, RegionSchema } from './ids.ts';
import type { FeatureMap } from './model-features.ts';
import { featureMaps } from './model-features.ts';

/** The chance of firing is 1/(1 + exp(-(slope m + intercept))) of a margin m. */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/** The model of one segment, by token text, so that it can be used on any night's token numbers. */
export interface TokenModel {
  readonly segment_id: string;
  /** What a user's tokens are worth; tokens that are banned are not part of a row's length. */
  readonly feature_map: FeatureMap;
  /** What an activity token is worth, whatever the row's length; 0 where the feature map has none. */
  readonly activity_value: number;
  /** The strength C of the fit against the penalty. */
  readonly strength: number;
  /** Added to the sum of the weights; corrected for the sampling of negatives. */
  readonly bias: number;
  /** Null where the validation share could not tell. */
  readonly calibration: Calibration | null;
  /** Tokens that are no feature of the segment: no weight, not counted in a user's length. */
  readonly banned_tokens: readonly string[];
  /** Tokens with a weight other than 0, as `featureName` has them, and activity tokens. */
  readonly tokens: readonly string[];
  /** Of the same length as `tokens`. */
  readonly weights: Float32Array;
}

/** A night's models: what `models.artifact` names. */
export interface ModelArtifact {
  readonly region: Region;
  readonly run_date: Day;
  /** Tokens, as `featureName` has them, that are no part of a user's activity: what is banned for any segment. */
  readonly activity_without: readonly string[];
  readonly models: readonly TokenModel[];
}

const Header = z.strictObject({
  format: z.literal('lookalikes-models'),
  version: z.literal(1),
  region: RegionSchema,
  run_date: DaySchema,
  activity_without: z.array(z.string()),
  models: z.int().nonnegative(),
});

const ModelLine = z
  .strictObject({
    segment_id: z.string().min(1),
    feature_map: z.enum(featureMaps),
    activity_value: z.number().nonnegative(),
    strength: z.number().positive(),
    bias: z.number(),
    calibration: z.strictObject({ slope: z.number(), intercept: z.number() }).nullable(),
    banned_tokens: z.array(z.string()),
    tokens: z.array(z.string()),
    weights: z.array(z.number()),
  })
  .refine(({ tokens, weights }) => tokens.length === weights.length, {
    error: 'expected as many weights as tokens',
    path: ['weights'],
  });

/**
 * A night's models as newline-delimited JSON: a header with format, version, region, run date and the number of models, then a
 * line a model. A weight has the nine digits that name a 32-bit number exactly; the same models give the same bytes.
 *
 * @returns the lines, each with its newline, one at a time
 * @example for (const line of modelArtifactLines({ region: 'amer', run_date: '2026-11-21', activity_without, models })) hash.update(line);
 */
export function* modelArtifactLines({ models, ...of }: ModelArtifact): Generator<string> {
  const { region, run_date, activity_without } = of;
  const header = { format: 'lookalikes-models', version: 1, region, run_date, activity_without, models: models.length };
  yield `${JSON.stringify(header)}\n`;
  for (const model of models) {
    const weights = Array.from(model.weights, (weight) => Number(weight.toPrecision(9)));
    const { segment_id, feature_map, activity_value, strength, bias, calibration, banned_tokens, tokens } = model;
    const parameters = { segment_id, feature_map, activity_value, strength, bias, calibration };
    yield `${JSON.stringify({ ...parameters, banned_tokens, tokens, weights })}\n`;
  }
}

/**
 * Reads what {@link modelArtifactLines} wrote.
 *
 * @param content - the whole object, whose sha256 the caller has checked
 * @throws SchemaError `bad-artifact` naming the line and what is wrong with it
 * @example const { models } = readModelArtifact(await store.get(key));
 */
export function readModelArtifact(content: Uint8Array): ModelArtifact {
  const lines = linesOf(content);
  const header = parsed(Header, lines.next().value, 1);
  const models: TokenModel[] = [];
  for (const line of lines) {
    const model = parsed(ModelLine, line, models.length + 2);
    models.push({ ...model, weights: Float32Array.from(model.weights) });
  }
  if (models.length !== header.models) {
    throw new SchemaError(
      'bad-artifact',
      `the model artifact of ${header.region}/${header.run_date} has ${models.length} models, its header says ${header.models}: it is cut; write it again`,
    );
  }
  const { region, run_date, activity_without } = header;
  return { region, run_date, activity_without, models };
}

/** Line by line, because a night's models together may be longer than a string can be. */
function* linesOf(content: Uint8Array): Generator<string, undefined> {
  const decoder = new TextDecoder();
  let from = 0;
  while (from < content.length) {
    const newline = content.indexOf(0x0a, from);
    const to = newline < 0 ? content.length : newline;
    yield decoder.decode(content.subarray(from, to));
    from = to + 1;
  }
}

function parsed<Z extends z.ZodType>(schema: Z, line: string | undefined, number: number): z.output<Z> {
  const found = schema.safeParse(jsonOf(line ?? '', number));
  if (found.success) return found.data;
  throw new SchemaError('bad-artifact', `line ${number} of the model artifact: ${z.prettifyError(found.error)}`);
}

function jsonOf(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new SchemaError('bad-artifact', `line ${number} of the model artifact is no JSON: it is cut or not one`, {
      cause: error,
    });
  }
}
