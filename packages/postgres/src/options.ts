import { z } from 'zod';

/** A user and its password, as a function of the config gives them. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Gives credentials; called for every connection, so that they may be short-lived. */
export type CredentialsFunction = () => Credentials | Promise<Credentials>;

/** A problem is put below the key it is about, so that no message quotes what was written there: it may be a secret. */
const credentials = z.unknown().superRefine((value, context) => {
  if (typeof value === 'function') return;
  context.addIssue({
    code: 'custom',
    path: ['function'],
    message: 'expected a function that gives { user, password }; a password does not belong in a config',
  });
}) as unknown as z.ZodType<CredentialsFunction, CredentialsFunction>;

const ca = z.unknown().superRefine((value, context) => {
  if (typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE-----')) return;
  context.addIssue({
    code: 'custom',
    path: ['pem'],
    message: "expected the text of a PEM file, as in readFileSync('ca.pem', 'utf8')",
  });
}) as unknown as z.ZodType<string, string>;

const seconds = (least: number, standard: number, doc: string) =>
  z.int().min(least).max(86_400).default(standard).describe(doc);

const Fields = z.strictObject({
  host: z.string().min(1).optional().describe("The host, or the folder of a socket. Left out: the driver's: PGHOST."),
  port: z.int().min(1).max(65_535).optional().describe('The port. Left out: PGPORT, else 5432.'),
  database: z.string().min(1).optional().describe('The database. Left out: PGDATABASE, else the name of the user.'),
  user: z.string().min(1).optional().describe('The user. Left out: PGUSER. Its password: PGPASSWORD, or a .pgpass.'),
  credentials: credentials
    .optional()
    .describe('A function that gives { user, password }, in place of the environment.'),
  tls: z
    .enum(['verify-full', 'verify-ca', 'disable'])
    .default('verify-full')
    .describe(
      'verify-full: an authority that is trusted signed the certificate, and it is for this host. verify-ca: the former. disable: plain text.',
    ),
  ca: ca.optional().describe("PEM of the authorities to trust. Left out: Node's own."),
  connectSeconds: seconds(1, 10, 'How long connecting may take.'),
  lockSeconds: seconds(1, 120, 'How long a statement may wait for a lock. Redshift knows no such limit.'),
  statementSeconds: seconds(1, 1800, 'How long a statement may take.'),
  attempts: z.int().min(1).max(10).default(3).describe('How often a transaction that broke off is tried in all.'),
});

/**
 * Where a database is and how it is spoken to, as an option of a stage. A connection string is refused, and not quoted: it
 * mostly holds a password.
 *
 * @example
 * const Options = z.strictObject({ database: ConnectionOptions });
 * Options.parse({ database: { host: 'db.example.com', ca: readFileSync('ca.pem', 'utf8') } });
 */
export const ConnectionOptions = z.preprocess(
  (value) => (typeof value === 'string' ? { connectionString: undefined } : value),
  Fields,
) as unknown as typeof Fields;

/** A connection's options, as config writes them. */
export type ConnectionOptions = z.input<typeof Fields>;

/** A connection's options, complete and checked. */
export type Connection = z.output<typeof Fields>;
