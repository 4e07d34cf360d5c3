import { bigint, date, double, int, oneOf, text } from '../columns.ts';
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
    doc: "Every DSP id whose latest mapping before the run date is to a user of tonight's audiences or one who opted out, and whether it counts.",
    columns: {
      dsp: text('The DSP: the source of the mapping.'),
      dsp_user_id: text("The DSP's id."),
      user_id: text("The first party's person id."),
      status: oneOf(
        ['kept', 'hub', 'unfit', 'crowded', 'opted_out'],
        'Whether the id counts: a hub maps to more than maxUsersPerId users, an unfit one cannot be written, a crowded user has more than maxIdsPerUser ids of the DSP.',
      ),
    },
    key: ['dsp', 'dsp_user_id'],
  }),
};

const target = () => ({
  segment_id: text('The segment.'),
  dsp: text('The DSP.'),
  dsp_segment_id: text("The DSP's own id of the segment."),
});

/** What tonight is done with each segment: an intermediate of sync. */
export const deliveryPlan = {
  v1: defineDataset({
    name: 'delivery_plan',
    writtenBy: 'sync',
    version: { major: 1, minor: 0 },
    doc: 'What tonight is done with each segment of the night, and with each that the DSP still holds.',
    columns: {
      ...target(),
      action: oneOf(
        ['deliver', 'remove', 'leave'],
        'Deliver its audience, remove all that the DSP holds of it, or leave that to expire and remove only who opted out.',
      ),
      expires_on: date('When somebody who is sent tonight leaves it by himself, 00:00 UTC.'),
    },
    key: ['segment_id', 'dsp', 'dsp_segment_id'],
  }),
};

/** Whom the reach lock keeps out: an intermediate of sync. */
export const lockedOut = {
  v1: defineDataset({
    name: 'locked_out',
    writtenBy: 'sync',
    version: { major: 1, minor: 0 },
    doc: 'Users of an audience whom the reach lock keeps out tonight.',
    columns: {
      segment_id: text('The segment.'),
      user_id: text("The first party's person id."),
    },
    key: ['segment_id', 'user_id'],
  }),
};

/** Who is to be delivered: an intermediate of sync. */
export const recipients = {
  v2: defineDataset({
    name: 'recipients',
    writtenBy: 'sync',
    version: { major: 2, minor: 0 },
    doc: 'The DSP ids of each audience that is delivered, without users who opted out.',
    columns: {
      ...target(),
      dsp_user_id: text("The DSP's id."),
      user_id: text("The first party's person id."),
      score: double("The user's score."),
      rank: int("The user's rank in the audience, from 1; several ids of a user share it."),
      expires_on: date('When the id leaves the segment by itself if it is sent tonight, 00:00 UTC.'),
    },
    key: ['segment_id', 'dsp_user_id'],
  }),
};

/** What the DSP holds. */
export const delivered = {
  v1: defineDataset({
    name: 'delivered',
    writtenBy: 'sync',
    version: { major: 1, minor: 0 },
    doc: "What the DSP holds once it has taken the night's files, and what it was told to remove.",
    columns: {
      ...target(),
      dsp_user_id: text("The DSP's id."),
      user_id: text('The user the id was last sent for.'),
      change: oneOf(
        ['added', 'refreshed', 'kept', 'removed'],
        'What the night did: sent anew, sent again so that it does not expire, nothing, or removed. All but the removed are held.',
      ),
      sent_on: date('The run date whose files said so.'),
      expires_on: date('When the id leaves the segment by itself, 00:00 UTC.'),
      score: double("The user's score when last chosen."),
      rank: int("The user's rank when last chosen."),
    },
    key: ['segment_id', 'dsp', 'dsp_segment_id', 'dsp_user_id'],
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
