import { delimiter, join } from 'node:path';
import type { SparkOptions } from './spark-process.ts';

/** Spark's options and what they rest on. */
export interface LaunchOptions extends SparkOptions {
  readonly jars: readonly string[];
  /** For files that nobody needs afterwards. */
  readonly temporary: string;
}

/** The arguments of `spark-submit` for a Thrift server with Delta Lake that keeps everything in one folder. */
export function sparkArguments(options: LaunchOptions): string[] {
  const { folder, jars, memory, temporary, threads } = options;
  const settings = {
    'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
    'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    'spark.sql.sources.default': 'delta',
    'spark.sql.legacy.createHiveTableByDefault': 'false',
    'spark.sql.warehouse.dir': join(folder, 'warehouse'),
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.shuffle.partitions': String(threads),
    'spark.default.parallelism': String(threads),
    // A table of a local night is small: Delta would spread its log over 50 tasks.
    'spark.databricks.delta.snapshotPartitions': '1',
    // Hive's catalog in Derby is slow, and a statement that is cancelled inside it may take its lock to the grave.
    'spark.sql.catalogImplementation': 'in-memory',
    'spark.hadoop.javax.jdo.option.ConnectionURL': 'jdbc:derby:memory:metastore;create=true',
    'spark.local.dir': temporary,
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.ui.port': String(options.uiPort),
  };
  const hive = {
    'hive.server2.transport.mode': 'http',
    'hive.server2.thrift.http.port': String(options.thriftPort),
    'hive.server2.thrift.http.path': 'cliservice',
    'hive.server2.logging.operation.enabled': 'false',
    'hive.exec.scratchdir': join(temporary, 'hive'),
  };
  const java = [
    `-Dderby.system.home=${temporary}`,
    `-Djava.io.tmpdir=${temporary}`,
    '-Duser.timezone=UTC',
    '-XX:+UseSerialGC',
    // Java takes 48 MB where it compiles less, which Spark fills: it then spends its time on making room.
    '-XX:ReservedCodeCacheSize=512m',
    ...(options.quickStart ? ['-XX:TieredStopAtLevel=1'] : []),
  ].join(' ');
  return [
    '--master',
    `local[${threads}]`,
    '--driver-memory',
    memory,
    '--name',
    'lookalikes',
    // By --jars a second session does not find Delta's catalog: its thread has another class loader.
    '--driver-class-path',
    jars.join(delimiter),
    '--driver-java-options',
    java,
    ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    '--class',
    'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2',
    'spark-internal',
    ...Object.entries(hive).flatMap(([key, value]) => ['--hiveconf', `${key}=${value}`]),
  ];
}
