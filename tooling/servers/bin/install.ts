import { cache, install, isInstalled, ServersError } from '../src/index.ts';

try {
  if (isInstalled(cache)) console.log('servers:install: everything is there');
  else {
    console.log('servers:install: the S3 server, which Go builds: a minute or two');
    install(cache);
  }
} catch (error) {
  if (!(error instanceof ServersError)) throw error;
  console.error(`servers:install: ${error.message}`);
  process.exitCode = 1;
}
