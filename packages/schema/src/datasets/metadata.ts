import { double, int, nullable, oneOf, text } from '../columns.ts';
import { defineDataset } from '../dataset.ts';

/** Which pixels define a segment's seeds. */
export const pixels = {
  v1: defineDataset({
    name: 'pixels',
    writtenBy: 'metadata',
    version: { major: 1, minor: 0 },
    doc: "The night's valid pixels of the region's active segments, frozen.",
    columns: {
      segment_id: text('The segment whose seeds the pixel defines.'),
      pixel_id: text('The pixel. A token of the same text is never a feature of that segment.'),
    },
    key: ['segment_id', 'pixel_id'],
  }),
};

/** The segments a night builds. */
export const segments = {
  v1: defineDataset({
    name: 'segments',
    writtenBy: 'metadata',
    version: { major: 1, minor: 0 },
    doc: "The region's valid and active segments of the night, frozen.",
    columns: {
      segment_id: text('The segment.'),
      name: text('What people call it.'),
      dsp: text('The DSP it is for; names the source whose mapping gives the DSP ids.'),
      dsp_segment_id: text("The DSP's own id of the segment."),
      audience_size: nullable(
        double('How many users to choose: a count from 1, or a share of the scored users below 1. Null: the default.'),
      ),
      ttl_days: nullable(int('Days a user stays in the segment at the DSP. Null: the default.')),
    },
    key: ['segment_id'],
  }),
};

/** Rows of the two TSVs that could not be used. */
export const rejectedMetadata = {
  v1: defineDataset({
    name: 'rejected_metadata',
    writtenBy: 'metadata',
    version: { major: 1, minor: 0 },
    doc: 'The rows of the two metadata TSVs that were set aside, with line and reason. Both regions see all of them.',
    columns: {
      file: oneOf(['pixels', 'segments'], 'Which of the two TSVs.'),
      line: int('The line in the file, from 1.'),
      reason: text('Why the row was set aside.'),
      content: text('The row as it was, cut at 1,000 characters.'),
    },
    key: ['file', 'line'],
  }),
};
