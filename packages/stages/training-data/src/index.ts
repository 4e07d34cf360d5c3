export { TrainingDataError } from './error.ts';
export type { TrainingDataErrorCode } from './error.ts';
export { TrainingDataOptions } from './options.ts';
export { trainingData } from './stage.ts';
export { windowsOf } from './windows.ts';
export type { WindowLengths, Windows } from './windows.ts';
