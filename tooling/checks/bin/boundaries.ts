import { printable } from '../src/finding.ts';
import { checkImports, sourcesOf } from '../src/imports.ts';
import { checkManifests } from '../src/manifests.ts';
import { readWorkspace } from '../src/workspace.ts';

const workspace = readWorkspace(process.cwd());
const findings = [...checkManifests(workspace), ...checkImports(workspace)];
for (const line of printable(findings)) console.error(line);
const files = workspace.packages.flatMap((pkg) => sourcesOf(workspace, pkg)).length;
console.log(
  `${workspace.packages.length} packages, ${files} files, ${findings.length} breaches of the direction of dependencies`,
);
process.exitCode = findings.length === 0 ? 0 : 1;
