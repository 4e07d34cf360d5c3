import { databricks } from '@lookalikes/engine-databricks';
import { defineConfig, table } from '@lookalikes/stage-kit';
import { s3Store } from '@lookalikes/store-s3';

// What the image runs. Host, warehouse and credentials come from the environment: DATABRICKS_HOST,
// DATABRICKS_WAREHOUSE_ID, DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET and the AWS SDK's own variables or role.
export default defineConfig({
  engine: () => databricks({ catalog: 'lookalikes', schema: 'nightly', volume: '/Volumes/lookalikes/nightly/loads' }),
  store: s3Store({ root: 's3://lookalikes' }),
  inputs: {
    events: table('production.metastore.events'),
    mapping: table('production.metastore.mapping_{region}'),
  },
});
