#!/usr/bin/env node
// Nothing else is imported before the check: an older Node could not load it, and would say so in its own words.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('./main.ts');
  await main(process.argv);
} else {
  process.stderr.write(
    `error: lookalikes needs Node 22.18 or newer; this is ${process.version}. Install a newer Node.\n`,
  );
  process.exitCode = 1;
}
