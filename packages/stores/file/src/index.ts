export { fileStore } from './store.ts';
