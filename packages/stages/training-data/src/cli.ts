#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { trainingData } from './stage.ts';

await stageCommand(trainingData, process.argv);
