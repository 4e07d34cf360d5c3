import { featureName } from '@lookalikes/schema';
import type { ModelSelectionOptions } from './options.ts';

/**
 * The tokens that are no feature of each segment, by segment id: its own pixels, and what the options ban; as models name
 * them, sorted, each once.
 */
export function bansOf(
  segmentIds: readonly string[],
  pixels: readonly { readonly segment_id: string; readonly pixel_id: string }[],
  bannedTokens: ModelSelectionOptions['bannedTokens'],
): Map<string, readonly string[]> {
  const pixelsOf = Map.groupBy(pixels, ({ segment_id }) => segment_id);
  return new Map(
    segmentIds.map((id) => {
      const own = (pixelsOf.get(id) ?? []).map(({ pixel_id }) => pixel_id);
      const told = bannedTokens.filter(({ segment_id = id }) => segment_id === id).map(({ token }) => token);
      return [id, [...new Set([...own, ...told].map(featureName))].toSorted()];
    }),
  );
}
