import { z } from 'zod';
import { SchemaError } from './error.ts';
import type { Day, Region } from './ids.ts';
import { DaySchema, RegionSchema } from './ids.ts';
import type { FeatureMap } from './model-features.ts';
import { featureMaps } from './model-features.ts';

/** The users that a model's candidates were judged by: those of the validation share, or of every fold in turn. */
const judges = ['validation', 'folds'] as const;

/** The first user of a fold: users are in order of share, train before validation, and of `user_key` within it. */
export interface FoldStart {
  readonly share: 'train' | 'validation';
  readonly user_key: bigint;
}

/** The fits of one segment that a later night may learn on from, each with a weight for every token of the file. */
export interface KeptModel {
  readonly segment_id: string;
  readonly feature_map: FeatureMap;
  /** What an activity token is worth; 0 where the feature map has none. */
  readonly activity_value: number;
  readonly judged_by: (typeof judges)[number];
  /** Of the model: it has learned from the users of the train and the validation share. */
  readonly refitted: Float32Array;
  /**
   * Of the chosen candidate: judged by `validation`, one fit, which knows the train share alone; by `folds`, one a fold, which knows
   * train and validation share but for the users of that fold.
   */
  readonly parts: readonly Float32Array[];
}

/** What one object of a night's kept weights holds. */
export interface KeptWeights {
  readonly region: Region;
  readonly run_date: Day;
  /** Tokens, as `featureName` has them, and activity tokens: what each weight is of. */
  readonly tokens: readonly string[];
  /** Where each fold but the first begins. */
  readonly folds: readonly FoldStart[];
  readonly models: readonly KeptModel[];
}

const Header = z.strictObject({
  format: z.literal('lookalikes-kept-weights'),
  version: z.literal(1),
  region: RegionSchema,
  run_date: DaySchema,
  tokens: z.array(z.string()),
  folds: z.array(
    z.strictObject({
      share: z.enum(['train', 'validation']),
      user_key: z
        .string()
        .regex(/^\d{1,19}$/)
        .transform(BigInt),
    }),
  ),
  models: z.array(
    z.strictObject({
      segment_id: z.string().min(1),
      feature_map: z.enum(featureMaps),
      activity_value: z.number().nonnegative(),
      judged_by: z.enum(judges),
      parts: z.int().positive(),
    }),
  ),
});

const newline = 0x0a;

/**
 * Kept weights as bytes: a line of JSON, then for each model the weights of `refitted` and of each part, 32-bit and little-endian, as they
 * lie in memory. The same weights give the same bytes.
 *
 * @example for (const piece of keptWeightsPieces(kept)) hash.update(piece);
 */
export function* keptWeightsPieces({ models, folds, ...of }: KeptWeights): Generator<Uint8Array> {
  const { region, run_date, tokens } = of;
  const header = {
    format: 'lookalikes-kept-weights',
    version: 1,
    region,
    run_date,
    tokens,
    folds: folds.map(({ share, user_key }) => ({ share, user_key: String(user_key) })),
    models: models.map(({ segment_id, feature_map, activity_value, judged_by, parts }) => ({
      segment_id,
      feature_map,
      activity_value,
      judged_by,
      parts: parts.length,
    })),
  };
  yield new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  for (const { refitted, parts } of models) {
    for (const weights of [refitted, ...parts]) {
      yield new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
    }
  }
}

/**
 * Reads what {@link keptWeightsPieces} wrote.
 *
 * @param content - the whole object, whose sha256 the caller has checked
 * @throws SchemaError `bad-artifact`: the key that is wrong, or how many bytes are there and how many were expected
 * @example const { models } = readKeptWeights(await store.get(key));
 */
export function readKeptWeights(content: Uint8Array): KeptWeights {
  const end = content.indexOf(newline);
  const { models, format: _format, version: _version, ...of } = headerOf(content.subarray(0, Math.max(0, end)));
  const fits = models.reduce((sum, { parts }) => sum + 1 + parts, 0);
  const expected = fits * of.tokens.length * Float32Array.BYTES_PER_ELEMENT;
  const found = content.length - end - 1;
  if (found !== expected) {
    throw new SchemaError(
      'bad-artifact',
      `the kept weights of ${of.region}/${of.run_date} have ${found} bytes of weights, expected ${expected} for ${fits} fits of ${of.tokens.length} tokens: run model-selection of that night again`,
    );
  }
  // A copy begins where 32-bit numbers may.
  const weights = new Float32Array(new Uint8Array(content.subarray(end + 1)).buffer);
  let used = 0;
  const next = (): Float32Array => weights.subarray(used, (used += of.tokens.length));
  const read = ({ parts, ...model }: (typeof models)[number]): KeptModel =>
    Object.assign(model, { refitted: next(), parts: Array.from({ length: parts }, next) });
  return { ...of, models: models.map(read) };
}

function headerOf(line: Uint8Array): z.output<typeof Header> {
  const found = Header.safeParse(jsonOf(line));
  if (found.success) return found.data;
  throw new SchemaError('bad-artifact', `the first line of the kept weights: ${z.prettifyError(found.error)}`);
}

function jsonOf(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(line));
  } catch (error) {
    throw new SchemaError('bad-artifact', 'the first line of the kept weights is no JSON: they are cut or none', {
      cause: error,
    });
  }
}
