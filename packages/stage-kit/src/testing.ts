export { engineSuite } from './testing/engine-suite.ts';
export type { Given, NightWorld, TestNight } from './testing/night-world.ts';
export { given, nightWorld } from './testing/night-world.ts';
export { objectStoreSuite } from './testing/object-store-suite.ts';
