/** One thing that doctor looked at: it is well, it is in use by a run and was not looked at, or a person must act. */
export interface Finding {
  readonly state: 'ok' | 'busy' | 'problem';
  readonly what: string;
  readonly detail: string;
}

/**
 * Looks at one thing; what goes wrong becomes a problem whose detail is the error's message.
 *
 * @param look - gives the detail where all is well
 */
export async function finding(what: string, look: () => Promise<string> | string): Promise<Finding> {
  try {
    return { state: 'ok', what, detail: await look() };
  } catch (error) {
    return { state: 'problem', what, detail: error instanceof Error ? error.message : String(error) };
  }
}
