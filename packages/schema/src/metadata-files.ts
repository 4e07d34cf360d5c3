/** The columns of the platform's two metadata TSVs, in the order the legacy writes them. */
export const metadataFiles = {
  pixels: {
    key: 'lookalikes/latest/production_lookalike_pixels.tsv',
    columns: ['segment_id', 'pixel_id'],
  },
  segments: {
    key: 'lookalikes/latest/production_lookalike_segments.tsv',
    columns: ['segment_id', 'name', 'region', 'dsp', 'dsp_segment_id', 'audience_size', 'ttl_days', 'active'],
  },
} as const;

/** Which of the two metadata TSVs. */
export type MetadataFile = keyof typeof metadataFiles;
