import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkContents } from '../src/contents.ts';
import { printable } from '../src/finding.ts';
import { judge } from '../src/judges.ts';
import { pack } from '../src/pack.ts';
import { published, readWorkspace } from '../src/workspace.ts';

const workspace = readWorkspace(process.cwd());
const packages = published(workspace);
const into = mkdtempSync(join(tmpdir(), 'lookalikes-tarballs-'));
try {
  const findings = packages.flatMap((pkg) => {
    const tarball = pack(workspace.root, pkg, into);
    return [...checkContents(workspace.root, tarball), ...judge(tarball)];
  });
  for (const line of printable(findings)) console.error(line);
  console.log(`${packages.length} tarballs, ${findings.length} findings`);
  process.exitCode = findings.length === 0 && packages.length > 0 ? 0 : 1;
} finally {
  rmSync(into, { recursive: true });
}
