export type { Given, NightWorld, TestNight } from './testing/night-world.ts';
export { given, nightWorld } from './testing/night-world.ts';
