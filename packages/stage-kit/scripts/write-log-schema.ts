import { writeFileSync } from 'node:fs';
import { logJsonSchema } from '../src/log-line.ts';

// Writes docs/log.schema.json; `npm run format` puts its lines as the others are.
const file = new URL('../../../docs/log.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(logJsonSchema(), undefined, 2)}\n`);
