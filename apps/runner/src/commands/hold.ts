import type { Region } from '@lookalikes/schema';
import { holdSegment, parseDay, releaseSegment } from '@lookalikes/stage-kit';
import type { Program } from '../arguments.ts';
import { collectRegion, configOption } from '../arguments.ts';
import { RunnerError } from '../error.ts';
import { findSegment } from '../night/find-segment.ts';
import { print } from '../output.ts';

/** Adds `lookalikes hold`. */
export function addHold(program: Program): void {
  program
    .command('hold')
    .description('hold a segment from tonight on: what was delivered of it last stays, until it is released')
    .argument('<segment>', 'the id of the segment')
    .option('--reason <text>', 'why, for whoever reads the record of the night')
    .option('--region <region>', 'only in this region; may be given again', collectRegion)
    .addOption(configOption())
    .action(async (segment: string, options: { reason?: string } & PlaceOptions) => {
      const { store, nights } = await findSegment(segment, options);
      for (const { region } of nights) {
        await holdSegment(store, { region, segment }, { since: new Date().toISOString(), reason: options.reason });
        print([`${region}: ${segment} is held, from the next night on until lookalikes release ${segment}`]);
      }
    });
}

/** Adds `lookalikes release`. */
export function addRelease(program: Program): void {
  program
    .command('release')
    .description('end the hold of a segment; or let an audience through that guard rails held')
    .argument('<segment>', 'the id of the segment')
    .option('--date <day>', 'the run date of the audience, in place of the newest night', parseDay)
    .option('--region <region>', 'only in this region; may be given again', collectRegion)
    .addOption(configOption())
    .action(async (segment: string, options: { date?: string } & PlaceOptions) => {
      const { store, nights } = await findSegment(segment, options);
      const told: string[] = [];
      for (const { region, runDate, held } of nights) {
        const released = await releaseSegment(store, { region, segment, night: held ? runDate : undefined });
        if (released === 'hand')
          told.push(`${region}: ${segment} is not held by hand any more, from the next night on`);
        if (released === 'night') {
          const again = `lookalikes run --date ${runDate} --region ${region} --from guard-rails`;
          told.push(`${region}: ${segment} is released for ${runDate}; ${again} delivers it`);
        }
      }
      if (told.length === 0) {
        const where = nights.map(({ region, runDate }) => `${region}/${runDate}`).join(' and ');
        throw new RunnerError('usage', `nothing holds ${segment}: neither a person, nor the guard rails of ${where}`);
      }
      print(told);
    });
}

interface PlaceOptions {
  readonly date?: string;
  readonly region?: Region[];
  readonly config?: string;
}
