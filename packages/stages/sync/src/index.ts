export { sync } from './stage.ts';
export type { DeliveryColumn } from './options.ts';
export { SyncOptions } from './options.ts';
