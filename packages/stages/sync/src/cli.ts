#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { adoptCommand } from './adopt/command.ts';
import { sync } from './stage.ts';
import { validateCommand } from './validate/command.ts';

await stageCommand(sync, process.argv, [validateCommand(), adoptCommand()]);
