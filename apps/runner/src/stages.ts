import { guardRails } from '@lookalikes/guard-rails';
import { metadata } from '@lookalikes/metadata';
import { modelSelection } from '@lookalikes/model-selection';
import { reporting } from '@lookalikes/reporting';
import { scoring } from '@lookalikes/scoring';
import type { Stage } from '@lookalikes/stage-kit';
import { sync } from '@lookalikes/sync';
import { trainingData } from '@lookalikes/training-data';

/** The stages of a night. Their order follows from what they read and write; see `plan` of the stage kit. */
export const stages: readonly Stage[] = [metadata, trainingData, modelSelection, scoring, guardRails, sync, reporting];
