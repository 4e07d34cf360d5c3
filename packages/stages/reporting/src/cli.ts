#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { reporting } from './stage.ts';

await stageCommand(reporting, process.argv);
