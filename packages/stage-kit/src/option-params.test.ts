import { describe, expect, it } from 'vitest';
import { optionParams } from './options.ts';

describe('optionParams', () => {
  it('names texts, numbers and truth values, and nothing else', () => {
    const options = { excludeSeeds: false, audienceSize: 0.02, featureMap: 'binary', strengths: [1], none: null };
    expect(optionParams(options)).toEqual({
      option_exclude_seeds: false,
      option_audience_size: 0.02,
      option_feature_map: 'binary',
    });
    expect(optionParams(undefined)).toEqual({});
  });
});
