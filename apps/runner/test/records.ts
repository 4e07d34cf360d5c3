import type { RunRecord, StageRecord } from '@lookalikes/stage-kit';

/** The record of a stage that began at a minute of the night and did nothing but what is given. */
export function stageRecord(stage: string, minute: number, parts: Partial<StageRecord> = {}): StageRecord {
  const startedAt = new Date(Date.UTC(2026, 10, 21, 0, minute)).toISOString();
  return {
    stage,
    version: '0.1.0',
    startedAt,
    seconds: 1,
    reads: [],
    writes: [],
    figures: [],
    warnings: [],
    audits: [],
    ...parts,
  };
}

/** The record of an attempt at amer/2026-11-21. */
export function runRecord(attempt: number, stages: StageRecord[], parts: Partial<RunRecord> = {}): RunRecord {
  return {
    run: `amer/2026-11-21#${attempt}`,
    region: 'amer',
    runDate: '2026-11-21',
    attempt,
    status: 'done',
    asked: stages.map(({ stage }) => stage),
    startedAt: '2026-11-21T00:00:00.000Z',
    finishedAt: '2026-11-21T00:01:10.500Z',
    seconds: 70.5,
    engine: 'duckdb',
    store: 'file',
    node: 'v24.21.0',
    stages,
    ...parts,
  };
}
