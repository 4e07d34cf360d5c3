/** A config file on the real adapters, with options for the counting stage. */
export const configText = (options: object): string => `
import { duckdb } from '@lookalikes/engine-duckdb';
import { files } from '@lookalikes/schema';
import { defineConfig } from '@lookalikes/stage-kit';
import { fileStore } from '@lookalikes/store-file';

export default defineConfig({
  engine: ({ region }) => duckdb({ path: \`\${region}.duckdb\`, threads: 1 }),
  store: fileStore({ root: 'objects' }),
  inputs: { events: files('events/{source}/{date}/*.jsonl'), mapping: files('mapping/*.jsonl') },
  stages: { counting: ${JSON.stringify(options)} },
});
`;
