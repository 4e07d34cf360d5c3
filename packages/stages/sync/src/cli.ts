#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { sync } from './stage.ts';

await stageCommand(sync, process.argv);
