#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { modelSelection } from './stage.ts';

await stageCommand(modelSelection, process.argv);
