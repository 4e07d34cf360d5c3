import { z } from 'zod';

/** The regions a night can run for. */
export const regions = ['amer', 'emeaApac'] as const;

/** A region: one run, one lock, one journal. */
export type Region = (typeof regions)[number];

/** A region's name, checked. */
export const RegionSchema = z.enum(regions, { error: () => `expected one of ${regions.join(', ')}` });

/** The first party's source name. */
export const firstParty = 'af';

/** A run date or event date: a calendar day in UTC, `YYYY-MM-DD`. */
export const DaySchema = z.iso.date({ error: () => 'expected a day as YYYY-MM-DD' });

/** A calendar day in UTC, `YYYY-MM-DD`. */
export type Day = string;

/** Which window of histories a row belongs to: the one models learn from, or the one users are scored on. */
export const windows = ['train', 'score'] as const;

/** The share of users a row belongs to. What `test` holds is seen by no model. */
export const splits = ['train', 'validation', 'test'] as const;

/** One of `train`, `validation`, `test`. */
export type Split = (typeof splits)[number];
