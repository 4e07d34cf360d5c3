import { cache, placesIn, SparkEndpointError, startEndpoint } from '../src/index.ts';

const stop = new AbortController();
const stopped = new Promise<void>((resolve) => {
  stop.signal.addEventListener('abort', () => resolve());
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());

try {
  const endpoint = await startEndpoint({ places: placesIn(cache), port: 8443, signal: stop.signal });
  console.log(`DATABRICKS_HOST=https://${endpoint.host}:${endpoint.port}`);
  console.log(`DATABRICKS_HTTP_PATH=${endpoint.path}`);
  console.log(`DATABRICKS_TOKEN=${endpoint.token}`);
  console.log(`NODE_EXTRA_CA_CERTS=${endpoint.caFile}`);
  console.log(
    `# Spark's statements: http://127.0.0.1:${endpoint.uiPort}/sqlserver/ - Ctrl-C ends it and deletes its tables`,
  );
  await stopped;
  await endpoint.stop();
} catch (error) {
  if (!(error instanceof SparkEndpointError)) throw error;
  if (!stop.signal.aborted) {
    console.error(`spark: ${error.message}`);
    process.exitCode = 1;
  }
}
