import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Places } from './places.ts';
import { jarNames, versions } from './places.ts';

/**
 * Fetches Spark (pyspark, which carries the Thrift server's jars) and Delta Lake with pip's and Maven's own clients.
 * Needs Python 3, Maven and Java 17 or 21.
 *
 * @param onNews - is told what comes next
 * @throws SparkEndpointError `not-installed`, `install-failed`
 */
export function install(places: Places, onNews: (news: string) => void): void {
  mkdirSync(places.jars, { recursive: true });
  onNews(`pyspark ${versions.pyspark}, about 450 MB`);
  run('python3', ['-m', 'venv', places.venv]);
  run(join(places.venv, 'bin/pip'), ['install', '--quiet', `pyspark==${versions.pyspark}`]);
  for (const jar of jarNames) {
    onNews(`${jar} ${versions.delta}`);
    run('mvn', [
      '--batch-mode',
      '--quiet',
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
      `-Dartifact=io.delta:${jar}:${versions.delta}`,
      `-DoutputDirectory=${places.jars}`,
    ]);
  }
}
