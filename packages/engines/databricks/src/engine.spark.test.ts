import { randomUUID } from 'node:crypto';
import { engineSuite, sparkServer } from '@lookalikes/stage-kit/testing';
import { databricks } from './index.ts';

const { host, port, path, token, caFile } = sparkServer();
const schema = `suite_${randomUUID().slice(0, 8)}`;
const adapter = databricks({ host: `https://${host}:${port}`, httpPath: path, token, caFile, schema });

engineSuite('databricks', () => adapter.open({ root: '.', region: 'amer' }));
