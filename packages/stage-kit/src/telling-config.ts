import { z } from 'zod';
import { keyTemplate } from './key-template.ts';

/** What a config may say of who hears from a night, and how. All of it is off where it is left out. */
export interface TellingConfig {
  /** How long a region may be silent off a terminal, in seconds, before a line says what it is at; 60 where left out. */
  readonly heartbeatSeconds?: number;
  /** Gets a message for every night that failed, was held back, or held segments back. Who knows its URL may write to it. */
  readonly webhook?: { readonly url: string } | { readonly urlFile: string };
  /** Gets OpenLineage events. */
  readonly lineage?: {
    /** An http or https URL to post to, or an object's key: `lineage/{region}/{run_date}/{attempt}.ndjson`. */
    readonly to: string;
    /** Whose jobs and datasets these are; `lookalikes` where left out. */
    readonly namespace?: string;
    /** A file that holds the key to send as a bearer token, and nothing else. */
    readonly apiKeyFile?: string;
  };
}

const http = /^https?:\/\//;

/** Which of a key's placeholders there must be: without them one attempt would replace another's file. */
const names = ['region', 'run_date', 'attempt'];
const key = keyTemplate({ needed: names, allowed: names });

const to = z.string("expected a URL, or a key as in 'lineage/{region}/{run_date}/{attempt}.ndjson'").check((of) => {
  const problem = http.test(of.value) ? (URL.canParse(of.value) ? undefined : 'is no URL') : keyProblem(of.value);
  if (problem !== undefined) of.issues.push({ code: 'custom', message: problem, input: of.value });
});

const keyProblem = (text: string): string | undefined => key.safeParse(text).error?.issues[0]?.message;

const file = z.string().min(1, 'expected the path of a file that holds it and nothing else');

const webhook = z.union(
  [
    z.strictObject({
      url: z.string().refine((url) => http.test(url) && URL.canParse(url), 'expected an http or https URL'),
    }),
    z.strictObject({ urlFile: file }),
  ],
  'expected { url } with an http or https URL, or { urlFile } with the file that holds it',
);

/** Who hears from a night, as a config has it. */
export const TellingOptions = z.strictObject(
  {
    heartbeatSeconds: z.number().positive().max(86_400).default(60),
    webhook: webhook.optional(),
    lineage: z
      .strictObject({ to, namespace: z.string().min(1).default('lookalikes'), apiKeyFile: file.optional() })
      .optional(),
  },
  "expected who hears from a night, as in { webhook: { urlFile: '/run/secrets/webhook' } }",
);

/** Who hears from a night: complete and checked. */
export type Telling = z.output<typeof TellingOptions>;
