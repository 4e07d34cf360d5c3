import { BrowserError, findChromium, install } from '../src/index.ts';

try {
  const found = findChromium();
  if (found !== undefined) console.log(`browser:install: ${found} is there`);
  else {
    console.log('browser:install: Chromium, from the packages of the system: a minute');
    console.log(`browser:install: ${install()} is there`);
  }
} catch (error) {
  if (!(error instanceof BrowserError)) throw error;
  console.error(`browser:install: ${error.message}`);
  process.exitCode = 1;
}
