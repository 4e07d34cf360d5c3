import { parametersOf, scoreBytes, scoreName, scoreRowBytes } from './batch/score-code.ts';
import type { ScoreFunction } from './batch/score-code.ts';
import type { Views } from './batch/views.ts';
import { viewsOf } from './batch/views.ts';
import { canRun, instantiate, largestMemory, sharedMemory } from './wasm/runtime.ts';

/** Models of a group: their weights of one column are one cache line. */
const groupModels = 16;

/** Rows and entries that a call of the kernel takes at most. */
export const chunkRows = 4096;
export const chunkEntries = 262_144;

/** Up to 16 models whose weights lie side by side, `floats[weights + column * width + model]`. */
export interface ModelGroup {
  readonly first: number;
  readonly models: number;
  /** Floats a column: the models, rounded up to whole vectors of 4. */
  readonly width: number;
  /** Indexes into the floats. */
  readonly weights: number;
  readonly biases: number;
}

/** Where the parts of a {@link PackedModels} start, in bytes; the kernel's own lie below the models'. */
const places = (() => {
  const rowTable = 64;
  const columnIndex = rowTable + chunkRows * scoreRowBytes;
  const levels = columnIndex + chunkEntries * 4;
  const levelValues = levels + chunkEntries;
  return { rowTable, columnIndex, levels, levelValues, flags: levelValues + 1024 };
})();

/** A chunk of rows for the kernel. */
export interface RowChunk {
  readonly columnIndex: Int32Array;
  readonly levels: Uint8Array | undefined;
  readonly levelValues: Float32Array | undefined;
  /** Where each row ends, from the chunk's first entry. */
  readonly ends: Int32Array;
  /** What each row's sum is multiplied by. */
  readonly scales: Float32Array;
}

/** The weights of many models in groups, in memory that the scoring kernel reads; in plain memory where it cannot run. */
export class PackedModels {
  readonly groups: readonly ModelGroup[];
  /** Weights and biases; see {@link ModelGroup}. */
  readonly floats: Float32Array;
  /** By column: 1 for those that were marked. */
  readonly flags: Uint8Array;
  readonly #models: number;
  readonly #views: Views | undefined;
  readonly #out: number = 0;
  readonly #functions: Readonly<Record<string, ScoreFunction>> | undefined;

  /** @param kernel - whether {@link score} is wanted; without it, plain memory is taken */
  constructor(models: number, columns: number, kernel: boolean) {
    this.#models = models;
    let used = Math.ceil((places.flags + columns) / 64) * 16;
    this.groups = Array.from({ length: Math.ceil(models / groupModels) }, (_, g): ModelGroup => {
      const first = g * groupModels;
      const width = Math.ceil(Math.min(groupModels, models - first) / 4) * 4;
      const biases = used;
      const weights = biases + groupModels;
      used = Math.ceil((weights + columns * width) / 16) * 16;
      return { first, models: Math.min(groupModels, models - first), width, weights, biases };
    });
    // A partial vector of the last row reaches past its end.
    const bytes = used * 4 + chunkRows * models * 4 + 64;
    const code = scoreBytes(places);
    if (kernel && bytes <= largestMemory && canRun(code)) {
      const memory = sharedMemory(bytes);
      this.#views = viewsOf(memory);
      this.#out = used * 4;
      this.#functions = instantiate(code, memory);
      this.floats = this.#views.floats;
      this.flags = this.#views.bytes.subarray(places.flags, places.flags + columns);
    } else {
      this.floats = new Float32Array(used);
      this.flags = new Uint8Array(columns);
    }
  }

  /** Whether {@link score} can be called. */
  get runs(): boolean {
    return this.#functions !== undefined;
  }

  /** Marks a column: for rows that hold it, {@link score} gives the sums of weights, without scale and bias. */
  flag(column: number): void {
    this.flags[column] = 1;
  }

  /**
   * Scores a chunk of at most {@link chunkRows} rows and {@link chunkEntries} entries.
   *
   * @param onFlagged - called for each row that holds a flagged column
   * @returns the margins, a row's models side by side; valid until the next call
   */
  score(chunk: RowChunk, onFlagged: (row: number) => void): Float32Array {
    const { bytes, ints, floats } = this.#views!;
    const rows = chunk.ends.length;
    ints.set(chunk.columnIndex, places.columnIndex / 4);
    const valued = chunk.levels !== undefined;
    if (chunk.levels) bytes.set(chunk.levels, places.levels);
    if (chunk.levelValues) floats.set(chunk.levelValues, places.levelValues / 4);
    for (let row = 0, at = places.rowTable / 4; row < rows; row++, at += 4) {
      ints[at] = places.columnIndex + (row === 0 ? 0 : chunk.ends[row - 1]! * 4);
      ints[at + 1] = places.columnIndex + chunk.ends[row]! * 4;
      floats[at + 2] = chunk.scales[row]!;
    }
    // The last group first: where its last vector is not full it spills into the next row, which the first group writes.
    for (const group of this.groups.toReversed()) {
      const name = scoreName({ vectors: group.width / 4, valued });
      const call = {
        weights: group.weights * 4,
        biases: group.biases * 4,
        rowTable: places.rowTable,
        past: places.rowTable + rows * scoreRowBytes,
        out: this.#out + group.first * 4,
        bytesPerRow: this.#models * 4,
      };
      this.#functions![name]!(...parametersOf(call));
    }
    for (let row = 0; row < rows; row++) if (ints[places.rowTable / 4 + row * 4 + 3] === 1) onFlagged(row);
    return floats.subarray(this.#out / 4, this.#out / 4 + rows * this.#models);
  }
}
