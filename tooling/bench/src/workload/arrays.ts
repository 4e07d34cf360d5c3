import { closeSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';

const largestTransfer = 1 << 30;

type Numbers = Int32Array | Float32Array | Float64Array;

/** Writes an array's bytes as they are; the file appears whole or not at all. */
export function writeArray(path: string, array: Numbers): void {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, Math.min(largestTransfer, bytes.length - at));
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

/** In shared memory, so that threads can read it where it is. */
function readBytes(path: string): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(statSync(path).size);
  const bytes = new Uint8Array(buffer);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length;) {
      const read = readSync(file, bytes, at, Math.min(largestTransfer, bytes.length - at), at);
      if (read === 0) throw new Error(`${path} became shorter while it was read`);
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return buffer;
}

/** Reads a file of 32-bit whole numbers, without a copy. */
export const readInts = (path: string): Int32Array => new Int32Array(readBytes(path));

/** Reads a file of 32-bit floating-point numbers, without a copy. */
export const readFloats = (path: string): Float32Array => new Float32Array(readBytes(path));
