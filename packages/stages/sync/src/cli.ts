#!/usr/bin/env node
import { runCommand, stageCommand } from '@lookalikes/stage-kit';
import { sync } from './stage.ts';
import { validateCommand } from './validate/command.ts';

if (process.argv[2] === 'validate') await runCommand(validateCommand(), process.argv);
else await stageCommand(sync, process.argv);
