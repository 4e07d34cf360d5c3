/** A part of a stream: its bytes, in a buffer that is used again once it is given back. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly giveBack: () => void;
}

/** How large the first buffer is at first: most streams are shorter than a part. */
const firstBytes = 262_144;

/**
 * Cuts a stream into parts of one size; the last may be shorter, and there is always one. Buffers that were given back are
 * filled again, so that memory is bounded by the parts that are held.
 *
 * @param onPiece - is given every piece on the way
 */
export async function* partsOf(
  pieces: AsyncIterable<Uint8Array>,
  { partBytes, onPiece }: { partBytes: number; onPiece: (piece: Uint8Array) => void },
): AsyncGenerator<Part> {
  const free: Uint8Array[] = [];
  let buffer: Uint8Array = Buffer.allocUnsafeSlow(Math.min(partBytes, firstBytes));
  let filled = 0;
  let isFirst = true;
  const part = (): Part => {
    const full = buffer;
    return { bytes: full.subarray(0, filled), giveBack: () => void free.push(full) };
  };
  for await (const piece of pieces) {
    onPiece(piece);
    for (let at = 0; at < piece.byteLength;) {
      // A full buffer is handed on when there is more, so that no part is empty.
      if (filled === partBytes) {
        yield part();
        isFirst = false;
        buffer = free.pop() ?? Buffer.allocUnsafeSlow(partBytes);
        filled = 0;
      }
      if (filled === buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(partBytes, 2 * filled));
        larger.set(buffer);
        buffer = larger;
      }
      const taken = Math.min(buffer.length - filled, piece.byteLength - at);
      buffer.set(piece.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  if (filled > 0 || isFirst) yield part();
}
