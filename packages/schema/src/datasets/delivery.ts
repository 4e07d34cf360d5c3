import { bigint, double, int, oneOf, text } from '../columns.ts';
import { defineDataset } from '../dataset.ts';

const userKey = () => bigint('The user as a number: the first 60 bits of the md5 of user_id.');

/** The chosen users by key: an intermediate of scoring. */
export const rankedUsers = {
  v1: defineDataset({
    name: 'ranked_users',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'The best-scored users of each segment by key, as the scorer found them; `audiences` has them by user id.',
    columns: {
      segment_id: text('The segment.'),
      user_key: userKey(),
      score: double("The margin: bias plus the sum of the user's weights."),
      rank: int('From 1, by falling score, ties by user_key.'),
    },
    key: ['segment_id', 'rank'],
  }),
};

/** The audiences. */
export const audiences = {
  v1: defineDataset({
    name: 'audiences',
    writtenBy: 'scoring',
    version: { major: 1, minor: 0 },
    doc: 'The users chosen for each segment.',
    columns: {
      segment_id: text('The segment.'),
      user_key: userKey(),
      user_id: text("The first party's person id."),
      score: double("The margin: bias plus the sum of the user's weights."),
      rank: int('From 1, by falling score, ties by user_key.'),
    },
    key: ['segment_id', 'user_key'],
  }),
};

/** The DSP ids of the audiences' users: an intermediate of sync. */
export const dspIds = {
  v1: defineDataset({
    name: 'dsp_ids',
    writtenBy: 'sync',
    version: { major: 1, minor: 0 },
    doc: "Every DSP id whose latest mapping before the run date is to a user of tonight's audiences, and whether it counts.",
    columns: {
      dsp: text('The DSP: the source of the mapping.'),
      dsp_user_id: text("The DSP's id."),
      user_id: text("The first party's person id."),
      status: oneOf(
        ['kept', 'hub', 'crowded'],
        'Whether the id counts: a hub maps to more than maxUsersPerId users, a crowded user has more than maxIdsPerUser ids of the DSP.',
      ),
    },
    key: ['dsp', 'dsp_user_id'],
  }),
};

/** Who is to be delivered: an intermediate of sync. */
export const recipients = {
  v1: defineDataset({
    name: 'recipients',
    writtenBy: 'sync',
    version: { major: 1, minor: 0 },
    doc: 'The DSP ids of each audience, without users who opted out.',
    columns: {
      segment_id: text('The segment.'),
      dsp_user_id: text("The DSP's id."),
      score: double("The user's score."),
      rank: int("The user's rank in the audience, from 1; several ids of a user share it."),
    },
    key: ['segment_id', 'dsp_user_id'],
  }),
};

/** What went to the DSP. */
export const deliveries = {
  v1: defineDataset({
    name: 'deliveries',
    writtenBy: 'sync',
    version: { major: 1, minor: 0 },
    doc: 'The files handed to the DSP.',
    columns: {
      segment_id: text('The segment.'),
      file: text('The key of the file in the object store.'),
      rows: bigint('Lines of the file.'),
      bytes: bigint('Bytes of the file as it lies there.'),
      sha256: text("The file's sha256, hexadecimal."),
      kind: oneOf(['full', 'delta'], 'The whole audience, or what changed.'),
    },
    key: ['file'],
  }),
};
