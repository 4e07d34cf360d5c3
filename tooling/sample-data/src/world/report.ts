/** What one call added, for one source in one region. */
export interface SourceCounts {
  source: string;
  region: string;
  /** Ids of this source, whether seen yet or not, without bots, shared ids and collectors. */
  users: number;
  /** Rows of events written, copies and late ones included. */
  events: number;
  /** Of these, those with a pixel. */
  fires: number;
  /** Of these, those of bots. */
  botEvents: number;
  /** Rows that repeat another row: in the same file, or in `resent.parquet`. */
  duplicates: number;
  /** Rows that arrived one or two days late, in a file of their own. */
  late: number;
  /** Rows of mappings written. */
  mappings: number;
}

/** Who lives in a region. */
export interface RegionCounts {
  region: string;
  users: number;
  /** Bots, each one id with 2,500 events on every third day. */
  bots: number;
  /** Ids that many users share, and users with hundreds of ids. */
  hubs: number;
}

/** What a call of `makeSampleWorld` made. */
export interface SampleWorldReport {
  to: string;
  seed: number;
  users: number;
  firstDay: string;
  through: string;
  /** Every run date in `nights.txt`, in order. */
  nights: string[];
  /** The days whose folders this call made; none when the world was there already. */
  daysAdded: string[];
  regions: RegionCounts[];
  /** What this call added, a source and region each. */
  added: SourceCounts[];
  /** Rows of opt-outs this call added. */
  optOuts: number;
  /** Data files this call wrote (Parquet), and their bytes. */
  files: number;
  bytes: number;
}
