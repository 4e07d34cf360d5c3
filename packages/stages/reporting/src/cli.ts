#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { reporting } from './stage.ts';
import { tablesCommand } from './tables-command.ts';

const [node = '', script = '', command, ...rest] = process.argv;
await (command === 'tables' ? tablesCommand([node, script, ...rest]) : stageCommand(reporting, process.argv));
