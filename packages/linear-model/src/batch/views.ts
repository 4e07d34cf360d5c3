import type { SharedMemory } from '../wasm/runtime.ts';

/** The shared memory as numbers; an address divided by 4 is a place in the 32-bit ones. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly ints: Int32Array;
  readonly floats: Float32Array;
}

/** @example const { floats } = viewsOf(memory); floats[layout.weights / 4]; */
export function viewsOf({ buffer }: SharedMemory): Views {
  return { bytes: new Uint8Array(buffer), ints: new Int32Array(buffer), floats: new Float32Array(buffer) };
}
