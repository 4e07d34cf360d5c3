/** Lines that are made, packed and sent at a time. */
const linesAtOnce = 2_000;

/** What follows a user's id: a time, a segment, no value, 30 days. */
const rest = Buffer.from('\t1795132800\t1001\t0\t43200\n');

/** The longest id has 16 digits. */
const longest = 16 + rest.length;

/**
 * The text of a file for the DSP: users by id, one a line. The ids ascend in uneven steps, so that packing them is as much
 * work as it is with real ones.
 *
 * @example for await (const block of deliveryLines(20_000_000)) hash.update(block);
 */
export async function* deliveryLines(lines: number): AsyncGenerator<Uint8Array> {
  let id = 1_000_000_007;
  for (let first = 0; first < lines; first += linesAtOnce) {
    const last = Math.min(lines, first + linesAtOnce);
    const block = Buffer.allocUnsafeSlow((last - first) * longest);
    let at = 0;
    for (let line = first; line < last; line++) {
      // Knuth's multiplicative hash of the line's number.
      id += 1 + ((Math.imul(line, 2_654_435_761) >>> 0) % 400_000_000);
      at += block.write(String(id), at, 'latin1');
      block.set(rest, at);
      at += rest.length;
    }
    yield block.subarray(0, at);
  }
}
