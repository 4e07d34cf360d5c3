import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What is fetched, and from where: the one place with versions of Spark and Delta Lake. They go together. */
export const versions = { pyspark: '4.2.1', delta: '4.4.0' } as const;

/** Where the installed parts are kept. */
export interface Places {
  /** Python's virtual environment. */
  readonly venv: string;
  /** Delta Lake's jars. */
  readonly jars: string;
}

/** This package's own cache, which git ignores. */
export const cache: string = join(import.meta.dirname, '../.cache');

/** The folders of an installation. */
export const placesIn = (folder: string): Places => ({ venv: join(folder, 'venv'), jars: join(folder, 'jars') });

/** Spark's home inside the virtual environment; undefined where pyspark is not installed. */
export function sparkHome({ venv }: Places): string | undefined {
  const lib = join(venv, 'lib');
  const homes = (existsSync(lib) ? readdirSync(lib) : []).map((python) => join(lib, python, 'site-packages/pyspark'));
  return homes.find((home) => existsSync(join(home, 'bin/spark-submit')));
}

/** The jars that Spark is started with besides its own; empty where none is installed. */
export const deltaJars = ({ jars }: Places): string[] =>
  (existsSync(jars) ? readdirSync(jars) : []).filter((file) => file.endsWith('.jar')).map((file) => join(jars, file));

/** True where `spark:install` has done its work. */
export const isInstalled = (places: Places): boolean =>
  sparkHome(places) !== undefined && deltaJars(places).length === jarNames.length;

/** Delta Lake's artifacts. Spark brings what they rest on. */
export const jarNames: readonly string[] = [
  'delta-spark_2.13',
  'delta-storage',
  'delta-kernel-api',
  'delta-kernel-defaults',
  'delta-kernel-unitycatalog',
];
