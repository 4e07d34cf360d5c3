/**
 * The DSP as its documentation has it: it takes lines of the layout `xandr` and appends; a user leaves a segment when a line
 * says -1, or when his time is over. Nothing else removes anybody.
 */
export class SimulatedDsp {
  /** Unix seconds when a user leaves by himself, by segment and id. */
  readonly #until = new Map<string, number>();

  /** Takes the lines of a night. */
  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [id, timestamp, segment, value, expiration] = line.split('\t');
      if (value !== '0') throw new Error(`unexpected value in a line of ${lines.length}`);
      const member = `${segment} ${id}`;
      if (expiration === '-1') this.#until.delete(member);
      else this.#until.set(member, Number(timestamp) + (Number(expiration) || 180 * 1440) * 60);
    }
  }

  /** Who is in which segment at a moment, `<segment> <id>`, sorted. */
  members(at: string): string[] {
    const now = Date.parse(at) / 1000;
    return [...this.#until]
      .filter(([, until]) => until > now)
      .map(([member]) => member)
      .toSorted();
  }
}
