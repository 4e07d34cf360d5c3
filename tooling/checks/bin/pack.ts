import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pack } from '../src/pack.ts';
import { published, readWorkspace } from '../src/workspace.ts';

// `npm run build` first. Packs every published package into the folder that is named, as an image needs them.

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node tooling/checks/bin/pack.ts FOLDER');
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  const workspace = readWorkspace(process.cwd());
  for (const pkg of published(workspace)) console.log(pack(workspace.root, pkg, resolve(folder)).path);
}
