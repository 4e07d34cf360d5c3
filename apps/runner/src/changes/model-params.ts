import { createHash } from 'node:crypto';
import type { TokenModel } from '@lookalikes/schema';
import { featuresOf, listActivityBuckets } from '@lookalikes/schema';
import type { ParamValue } from '@lookalikes/stage-kit';
import type { NightModel } from './night-models.ts';

/**
 * What of a model is not in `model_weights`, as parameters of `causes.sql` and `audience-tokens.sql`: lists are texts with commas, tokens
 * are named by their `hash60`, as a token may be any text.
 */
export function modelParams({ model, quiet }: NightModel): Record<string, ParamValue> {
  const { counts, rowScale } = featuresOf(model.feature_map);
  return {
    bias: model.bias,
    counts,
    scaled: rowScale !== 'none',
    activity_value: model.activity_value,
    banned: model.banned_tokens.map(hash60).join(','),
    quiet: quiet.map(hash60).join(','),
    activity: activityOf(model),
  };
}

/** The buckets of activity that weigh something: kind, lowest and highest amount, weight, token. */
function activityOf({ tokens, weights, activity_value }: TokenModel): string {
  if (activity_value === 0) return '';
  const places = new Map(tokens.map((token, place) => [token, place]));
  return listActivityBuckets()
    .flatMap(({ kind, lowest, highest, token }) => {
      const place = places.get(token);
      return place === undefined
        ? []
        : [`${kind.replaceAll('-', '_')} ${lowest} ${highest} ${weights[place]} ${token}`];
    })
    .join(',');
}

/** As the function of that name of every engine: the first 60 bits of the md5 of a text, as decimal digits. */
const hash60 = (text: string): string =>
  BigInt(`0x${createHash('md5').update(text).digest('hex').slice(0, 15)}`).toString();
