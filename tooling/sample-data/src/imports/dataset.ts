import type { Day } from '../days.ts';
import type { ConfigChoices } from '../layout.ts';
import type { Workshop } from '../workshop.ts';

/** A segment that a data set's importer makes up: one pixel, one audience. */
export interface ImportedSegment {
  segmentId: string;
  name: string;
  region: string;
  pixelId: string;
  /** A share of the scored users, or a count. */
  audienceSize: number;
}

/** Rows that an importer left out of the events, and why. */
export interface SetAside {
  reason: string;
  rows: number;
}

/** Where an importer reads, and the workshop it works in. */
export interface Importing {
  /** The path of one of the data set's files. */
  file: (name: string) => string;
  workshop: Workshop;
  /** Says which step has begun. */
  step: (name: string) => void;
}

/** How a public data set becomes inputs. */
export interface Dataset {
  /** The names of the files it is read from. */
  files: readonly string[];
  segments: readonly ImportedSegment[];
  /** The run dates to run, in order. */
  nights: readonly Day[];
  config: ConfigChoices;
  /**
   * Makes two tables of the workshop, `events` (event_time, region, source, user_id, pixel_id, tokens, file) and
   * `mappings` (region, event_time, source, source_user_id, user_id), and returns what it set aside.
   *
   * @throws {SampleDataError} `damaged_file`, `unexpected_format`
   */
  makeTables: (importing: Importing) => Promise<SetAside[]>;
}
