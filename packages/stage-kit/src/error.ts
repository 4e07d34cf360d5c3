/**
 * What can go wrong around a stage.
 *
 * - `config`: the config file or an option is wrong
 * - `usage`: the command line is wrong
 * - `plan`: the stages do not fit together
 * - `read-missing`: a dataset that a stage reads was not published
 * - `contract-older`: what was published is of an older minor than the stage needs
 * - `sql`: a `.sql` file names an unknown read or parameter, or selects other columns than its contract
 * - `not-ready`: an input is not there yet; worth trying again
 * - `held`: an audit or guard rail held the night back
 * - `lock-held`: another run of the region is going on
 * - `lock-lost`: another run took the region over
 * - `publish-conflict`: somebody else published the same partition meanwhile
 * - `bad-input`: an input breaks its contract
 * - `changed`: a night cannot be resumed as it was begun, as config or a package changed
 * - `corrupt`: something does not match its checksum
 */
export type StageKitErrorCode =
  | 'config'
  | 'usage'
  | 'plan'
  | 'read-missing'
  | 'contract-older'
  | 'sql'
  | 'not-ready'
  | 'held'
  | 'lock-held'
  | 'lock-lost'
  | 'publish-conflict'
  | 'bad-input'
  | 'changed'
  | 'corrupt';

/** The kit's one error: a code for programs; a message that says what, where, what was expected and what to do. */
export class StageKitError extends Error {
  override readonly name = 'StageKitError';
  readonly code: StageKitErrorCode;

  constructor(code: StageKitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
