/** What the audience of a segment came to. */
export interface AudienceFigures {
  readonly segment_id: string;
  /** Users that could be scored, without those that are left out. */
  readonly scored: number;
  /** Users chosen. */
  readonly reach: number;
  /** The score of the last of them; null where there is nobody. */
  readonly lowestScore: number | null;
}
