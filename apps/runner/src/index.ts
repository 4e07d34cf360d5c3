export { defineConfig } from '@lookalikes/stage-kit';
export { files, table } from '@lookalikes/schema';
export { stages } from './stages.ts';
