import { fixedSquares, scaleOf, squaredLengthOf } from '../row-worth.ts';
import type { RowScale } from '../problem.ts';
import type { BlockLane } from './block-lane.ts';
import type { Layout } from './layout.ts';
import { rowBytes, stateBytes } from './layout.ts';
import type { Views } from './views.ts';

/** Rows that a lane learns from, by kind. */
export interface LaneCounts {
  readonly positives: number;
  readonly negatives: number;
}

/** Who bans a column: a bit a lane, and the address of ones where its weight may differ from 0. */
interface Ban {
  readonly lanes: number;
  readonly mask: number;
}

/** Writes each row's state for a block of lanes, and the records of rows with banned columns. */
export class LaneStates {
  readonly #layout: Layout;
  readonly #views: Views;
  readonly #rowScale: RowScale;

  constructor(layout: Layout, views: Views, rowScale: RowScale) {
    this.#layout = layout;
    this.#views = views;
    this.#rowScale = rowScale;
  }

  /** @returns each lane's rows */
  write(lanes: readonly BlockLane[]): LaneCounts[] {
    const { rows, trainable, states } = this.#layout;
    const { bytes, ints } = this.#views;
    const every = (0xffff >>> (16 - lanes.length)) << 16;
    for (let row = 0, at = states / 4; row < rows; row++, at += 2) {
      ints[at] = bytes[trainable + row] === 1 ? every : 0;
      ints[at + 1] = 0;
    }
    lanes.forEach(({ excluded }, l) => {
      for (const row of excluded) this.#clear(row, 65_536 << l);
    });
    this.#writeRecords(lanes);
    const learned = new Int32Array(lanes.length);
    for (let row = 0, at = states / 4; row < rows; row++, at += 2) {
      for (let rest = ints[at]! >>> 16; rest !== 0; rest &= rest - 1) {
        const l = 31 - Math.clz32(rest & -rest);
        learned[l] = learned[l]! + 1;
      }
    }
    return lanes.map(({ positives }, l) => {
      let count = 0;
      for (const row of positives) {
        const at = this.#stateAt(row);
        if ((ints[at]! & (65_536 << l)) === 0) continue;
        ints[at] = ints[at]! | (1 << l);
        count++;
      }
      return { positives: count, negatives: learned[l]! - count };
    });
  }

  #stateAt(row: number): number {
    return (this.#layout.states + row * stateBytes) / 4;
  }

  #clear(row: number, bits: number): void {
    const at = this.#stateAt(row);
    this.#views.ints[at] = this.#views.ints[at]! & ~bits;
  }

  /** The masks come first, then a record for each row that holds a banned column. */
  #writeRecords(lanes: readonly BlockLane[]): void {
    const bans = this.#writeMasks(lanes);
    if (bans.size === 0) return;
    const { rows, rowTable, columns, vectors } = this.#layout;
    const { ints } = this.#views;
    const isBanned = new Uint8Array(columns);
    for (const column of bans.keys()) isBanned[column] = 1;
    let record = this.#layout.records + bans.size * vectors * 16;
    for (let row = 0; row < rows; row++) {
      const at = (rowTable + row * rowBytes) / 4;
      const start = ints[at]! >>> 2;
      const end = ints[at + 1]! >>> 2;
      let first = start;
      while (first < end && isBanned[ints[first]!] === 0) first++;
      if (first === end) continue;
      const found: number[] = [];
      for (let entry = first; entry < end; entry++) if (isBanned[ints[entry]!] === 1) found.push(entry);
      record = this.#writeRecord({ record, row, start, end }, found, bans);
    }
  }

  #writeMasks(lanes: readonly BlockLane[]): Map<number, Ban> {
    const { records, vectors } = this.#layout;
    const bits = new Map<number, number>();
    lanes.forEach(({ banned }, l) => {
      for (const column of banned) bits.set(column, (bits.get(column) ?? 0) | (1 << l));
    });
    const bans = new Map<number, Ban>();
    for (const [column, banning] of bits) {
      const mask = records + bans.size * vectors * 16;
      for (let l = 0; l < vectors * 4; l++) this.#views.ints[mask / 4 + l] = banning & (1 << l) ? 0 : -1;
      bans.set(column, { lanes: banning, mask });
    }
    return bans;
  }

  /**
   * A record is: the scale of each lane, the squared length of each lane, the address of the list and that past its end; the
   * list is pairs of an offset into the weights and the address of a mask.
   *
   * @returns where the next record goes
   */
  #writeRecord(
    row: { record: number; row: number; start: number; end: number },
    found: readonly number[],
    bans: ReadonlyMap<number, Ban>,
  ): number {
    const { vectors } = this.#layout;
    const { ints, floats } = this.#views;
    const laneCount = vectors * 4;
    this.#views.ints[this.#stateAt(row.row) + 1] = row.record;
    const fields = row.record / 4;
    const whole = (this.#layout.rowTable + row.row * rowBytes) / 4;
    let banning = 0;
    for (const entry of found) banning |= bans.get(ints[entry]!)!.lanes;
    for (let l = 0; l < laneCount; l++) {
      floats[fields + l] = floats[whole + 2]!;
      floats[fields + laneCount + l] = floats[whole + 3]!;
      if ((banning & (1 << l)) === 0) continue;
      const mine = found.filter((entry) => bans.get(ints[entry]!)!.lanes & (1 << l));
      if (mine.length === row.end - row.start) {
        this.#clear(row.row, 65_536 << l);
        continue;
      }
      const squares = this.#allowedSquares(row, mine);
      floats[fields + l] = scaleOf(squares, this.#rowScale);
      floats[fields + laneCount + l] = squaredLengthOf(squares, this.#rowScale) + this.#fixedSquares(row);
    }
    const list = row.record + laneCount * 8 + 16;
    const end = list + found.length * 8;
    ints[fields + laneCount * 2] = list;
    ints[fields + laneCount * 2 + 1] = end;
    found.forEach((entry, n) => {
      ints[list / 4 + n * 2] = ints[entry]! * vectors * 16;
      ints[list / 4 + n * 2 + 1] = bans.get(ints[entry]!)!.mask;
    });
    return Math.ceil(end / 16) * 16;
  }

  /** What the row's fixed entries add to its squared length. */
  #fixedSquares({ row, end }: { row: number; end: number }): number {
    const { fixedValue, fixedEnds } = this.#layout;
    if (fixedValue === 0) return 0;
    const fixedEnd = this.#views.ints[fixedEnds / 4 + row]! >>> 2;
    return fixedSquares(fixedEnd - end, { from: 0, value: fixedValue });
  }

  /** The sum of squared values without some entries, added up in the same order as without a ban. */
  #allowedSquares({ start, end }: { start: number; end: number }, without: readonly number[]): number {
    const { valued, levels, levelValues, columnIndex } = this.#layout;
    if (!valued) return end - start - without.length;
    const { bytes, floats } = this.#views;
    let squares = 0;
    for (let entry = start, skip = 0; entry < end; entry++) {
      if (entry === without[skip]) skip++;
      else squares += floats[levelValues / 4 + bytes[levels + entry - columnIndex / 4]!]! ** 2;
    }
    return squares;
  }
}

/** Bytes of the masks and records that a block can need. `rowsWith` gives the number of rows that hold a column. */
export function recordBytes(
  banned: readonly Int32Array[],
  vectors: number,
  rowsWith: (column: number) => number,
): number {
  let bytes = 0;
  for (const column of new Set(banned.flatMap((list) => [...list]))) {
    bytes += vectors * 16 + rowsWith(column) * (vectors * 32 + 16 + 16);
  }
  return bytes;
}
