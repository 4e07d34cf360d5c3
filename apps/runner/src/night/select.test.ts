import type { PlannedStage, Stage } from '@lookalikes/stage-kit';
import { describe, expect, it } from 'vitest';
import type { Selection } from './select.ts';
import { isPartial, select } from './select.ts';

const planned: PlannedStage[] = ['metadata', 'training-data', 'scoring', 'sync'].map((name) => ({
  stage: { name } as Stage,
  after: [],
}));
const names = (selection: Selection): string[] => select(planned, selection).map(({ stage }) => stage.name);

describe('select', () => {
  it('takes all, some, or a range, in the order of the plan', () => {
    expect(names({})).toEqual(['metadata', 'training-data', 'scoring', 'sync']);
    expect(names({ only: ['sync', 'metadata'] })).toEqual(['metadata', 'sync']);
    expect(names({ from: 'scoring' })).toEqual(['scoring', 'sync']);
    expect(names({ to: 'training-data' })).toEqual(['metadata', 'training-data']);
    expect(names({ from: 'training-data', to: 'scoring' })).toEqual(['training-data', 'scoring']);
  });

  it('refuses unknown stages, two ways at once, and a range that ends before it begins', () => {
    expect(() => names({ only: ['synch'] })).toThrow("no stage 'synch'; did you mean 'sync'?");
    expect(() => names({ to: 'everything' })).toThrow("no stage 'everything'; known: metadata");
    expect(() => names({ only: ['sync'], from: 'sync' })).toThrow('--only names the stages to run');
    expect(() => names({ from: 'sync', to: 'metadata' })).toThrow('sync comes after metadata: the order is metadata');
  });

  it('knows whether only some are asked for', () => {
    expect([isPartial({}), isPartial({ only: ['sync'] }), isPartial({ from: 'sync' })]).toEqual([false, true, true]);
  });
});
