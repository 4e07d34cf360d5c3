import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Lints the examples with the linter of each language, in a Python environment of their own.

const root = join(import.meta.dirname, '..');
const environment = join(root, '.cache/venv');
const installed = join(environment, 'requirements.txt');
const requirements = readFileSync(join(root, 'requirements.txt'), 'utf8');

const linters: Readonly<Record<string, readonly [tool: string, ...args: string[]]>> = {
  Dockerfile: ['hadolint', '--failure-threshold', 'warning', 'Dockerfile'],
  'databricks/databricks.yml': ['yamllint', '--strict', 'databricks/databricks.yml'],
  'its job': ['python', 'lint/check_job.py', 'databricks/databricks.yml'],
  'databricks/grants.sql': ['sqlfluff', 'lint', '--disable-progress-bar', 'databricks/grants.sql'],
  'Python: rules': ['ruff', 'check', '--preview', 'airflow', 'databricks', 'lint'],
  'Python: format': ['ruff', 'format', '--check', 'airflow', 'databricks', 'lint'],
  crontab: ['python', 'lint/check_crontab.py', 'crontab'],
};

function run(program: string, args: readonly string[]): boolean {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(`lint:deploy: cannot start ${program} (${error.message}); it needs Python 3 with venv`);
  return status === 0;
}

function install(): boolean {
  if (existsSync(installed) && readFileSync(installed, 'utf8') === requirements) return true;
  const pip = join(environment, 'bin/pip');
  const done =
    run('python3', ['-m', 'venv', environment]) &&
    run(pip, ['install', '--quiet', '--requirement', join(root, 'requirements.txt')]);
  if (done) writeFileSync(installed, requirements);
  return done;
}

const ready = install();
const failed = ready
  ? Object.entries(linters)
      .filter(([, [tool, ...args]]) => !run(join(environment, 'bin', tool), args))
      .map(([what]) => what)
  : ['the linters were not installed'];
console.log(
  failed.length === 0 ? `${Object.keys(linters).length} lints of the examples passed` : `failed: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
