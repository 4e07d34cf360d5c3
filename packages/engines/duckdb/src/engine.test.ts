import { engineSuite } from '@lookalikes/stage-kit/testing';
import { duckdb } from './index.ts';

engineSuite('duckdb', () => duckdb({ path: ':memory:', threads: 2 }).open({ root: '.', region: 'amer' }));
