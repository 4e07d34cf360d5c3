#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { scoring } from './stage.ts';

await stageCommand(scoring, process.argv);
