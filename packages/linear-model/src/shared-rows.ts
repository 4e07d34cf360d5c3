import type { SparseMatrix } from './matrix.ts';

/** Copies of batches in shared memory, in buffers that are used again from batch to batch. */
export class SharedRows {
  #rowStart: Int32Array = new Int32Array(0);
  #columnIndex: Int32Array = new Int32Array(0);
  #levels: Uint8Array = new Uint8Array(0);
  #scores: Float32Array = new Float32Array(0);

  /** The matrix with arrays in shared memory: its own, or copies that are valid until the next call. */
  share(matrix: SparseMatrix): SparseMatrix {
    const { rowStart, columnIndex, levels } = matrix;
    this.#rowStart = roomIn(this.#rowStart, rowStart, sharedInts);
    this.#columnIndex = roomIn(this.#columnIndex, columnIndex, sharedInts);
    const copy = { rowStart: copied(rowStart, this.#rowStart), columnIndex: copied(columnIndex, this.#columnIndex) };
    if (!levels) return { ...matrix, ...copy };
    this.#levels = roomIn(this.#levels, levels, sharedBytes);
    return { ...matrix, ...copy, levels: copied(levels, this.#levels) };
  }

  /** Room for scores in shared memory: `out` where it is there, a new array where there is no `out`, else one to copy from. */
  scoresFor(length: number, out: Float32Array | undefined): Float32Array {
    if (!out) return new Float32Array(shared(length * 4));
    if (isShared(out)) return out;
    if (this.#scores.length < length) this.#scores = new Float32Array(shared(length * 4));
    return this.#scores;
  }
}

type Numbers = Int32Array | Uint8Array;

const sharedInts = (length: number): Int32Array => new Int32Array(shared(length * 4));
const sharedBytes = (length: number): Uint8Array => new Uint8Array(shared(length));
const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

const isShared = ({ buffer }: { readonly buffer: ArrayBufferLike }): boolean => buffer instanceof SharedArrayBuffer;

/** The room, or larger room where a copy of the array needs it. */
function roomIn<A extends Numbers>(room: A, array: A, make: (length: number) => A): A {
  return isShared(array) || array.length <= room.length ? room : make(array.length);
}

/** The array where it is shared, else its copy. */
function copied<A extends Numbers>(array: A, room: A): A {
  if (isShared(array)) return array;
  room.set(array);
  return room.subarray(0, array.length) as A;
}
