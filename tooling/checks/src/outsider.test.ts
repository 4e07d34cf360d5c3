import { expect, it } from 'vitest';
import { attempt } from './command.ts';
import { outsider } from './outsider.ts';

it('takes the workspace’s tools and npm’s variables out of an environment', () => {
  const env = {
    PATH: '/w/node_modules/.bin:/usr/bin',
    npm_config_registry: 'x',
    NODE_OPTIONS: '--conditions=x',
    HOME: '/h',
  };
  expect(outsider(env, '/w')).toEqual({ npm_config_registry: undefined, NODE_OPTIONS: undefined, PATH: '/usr/bin' });
});

it('reaches the command that is run with it', () => {
  const script = 'console.log(process.env.NODE_OPTIONS, process.env.PATH)';
  const env = outsider({ ...process.env, NODE_OPTIONS: '', PATH: '/usr/bin' }, '/w');
  expect(attempt([process.execPath, '-e', script], { cwd: '/', env }).stdout).toBe('undefined /usr/bin\n');
});
