#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { guardRails } from './stage.ts';

await stageCommand(guardRails, process.argv);
