import { install } from '../src/install.ts';
import { cache, isInstalled, placesIn, SparkEndpointError } from '../src/index.ts';

const places = placesIn(cache);
try {
  if (isInstalled(places)) console.log('spark:install: everything is there');
  else install(places, (news) => console.log(`spark:install: ${news}`));
} catch (error) {
  if (!(error instanceof SparkEndpointError)) throw error;
  console.error(`spark:install: ${error.message}`);
  process.exitCode = 1;
}
