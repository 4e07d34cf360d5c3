import { metadata } from '@lookalikes/metadata';
import type { Stage } from '@lookalikes/stage-kit';
import { trainingData } from '@lookalikes/training-data';

/** The stages of a night. Their order follows from what they read and write; see `plan` of the stage kit. */
export const stages: readonly Stage[] = [metadata, trainingData];
