#!/usr/bin/env node
import { stageCommand } from '@lookalikes/stage-kit';
import { metadata } from './stage.ts';

await stageCommand(metadata, process.argv);
