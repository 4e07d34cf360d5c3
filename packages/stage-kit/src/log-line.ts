import { DaySchema, RegionSchema } from '@lookalikes/schema';
import { z } from 'zod';

/** What a line of a JSON log names as its schema. A key that goes or means something else makes it `/2`; a new one does not. */
export const logSchemaName = 'lookalikes.log/1';

/** One line of a JSON log. What a line is not about is null in it. */
export const LogLineSchema = z.strictObject({
  schema: z.literal(logSchemaName).describe('The schema of this line.'),
  time: z.iso.datetime().describe('When it was said, in UTC.'),
  level: z.enum(['debug', 'info', 'warn', 'error']).describe('How bad it is.'),
  code: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .describe('What was said, for programs, as in stage-done. Messages may be worded anew; codes stay.'),
  message: z.string().describe('What was said, for people.'),
  region: RegionSchema.nullable().describe('The region.'),
  runDate: DaySchema.nullable().describe("The night's run date."),
  run: z.string().nullable().describe('The attempt at the night, as in amer/2026-11-21#1.'),
  stage: z.string().nullable().describe('The stage.'),
  fields: z.record(z.string(), z.unknown()).describe('What else there is to say, by name; which, depends on the code.'),
});

/** One line of a JSON log. */
export type LogLine = Readonly<z.output<typeof LogLineSchema>>;

/** The JSON Schema of a line, as docs/log.schema.json has it. */
export const logJsonSchema = (): object => z.toJSONSchema(LogLineSchema, { target: 'draft-2020-12' });
