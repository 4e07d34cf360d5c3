#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { reporting } from './stage.ts';
import { tablesCommand } from './tables-command.ts';

await stageCommand(reporting, process.argv, [tablesCommand()]);
