export { GuardRailsOptions } from './options.ts';
export { guardRails } from './stage.ts';
