export type { InputTables, TestEvent, TestInputs, TestMapping, TestOptOut } from './testing/input-tables.ts';
export { inputTables } from './testing/input-tables.ts';
export { engineSuite } from './testing/engine-suite.ts';
export type { Given, NightWorld, TestNight } from './testing/night-world.ts';
export { given, nightWorld } from './testing/night-world.ts';
export { objectStoreSuite } from './testing/object-store-suite.ts';
export { publishedRows } from './testing/published-rows.ts';
export type { PostgresServer, S3Server, SparkServer } from './testing/servers.ts';
export { postgresServer, s3Server, sparkServer } from './testing/servers.ts';
