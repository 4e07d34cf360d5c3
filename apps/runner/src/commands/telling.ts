import { Option } from '@commander-js/extra-typings';

/** `--log`, the same for every command that runs nights. */
export const logOption = () =>
  new Option(
    '--log <format>',
    'how to say what goes on, on standard error; a live display on a terminal where left out',
  ).choices(['plain', 'json', 'none'] as const);

/** `--json`, the same for every command that runs nights. */
export const jsonOption = () =>
  new Option('--json', "print how each region's night came out, with its record, as JSON");

/** `--force-unlock`, the same for every command that runs nights. */
export const forceUnlockOption = () =>
  new Option(
    '--force-unlock',
    'take a region over although another run holds it that may live: it publishes nothing more, but files it is delivering may be half replaced until this run has delivered them',
  );
