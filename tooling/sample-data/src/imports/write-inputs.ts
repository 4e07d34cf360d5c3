import { join } from 'node:path';
import { addDays, type Day } from '../days.ts';
import { addSums, writeWhole, type Written } from '../files.ts';
import { places } from '../layout.ts';
import type { Workshop } from '../workshop.ts';

/** What is being written, and whom to tell how far it has come. */
export interface Output {
  to: string;
  workshop: Workshop;
  onFile: (done: number, total: number) => void;
}

/** Writes the tables `events` and `mappings` of the workshop as the inputs' files. */
export async function writeInputs(output: Output): Promise<Written> {
  const events = await writeEvents(output);
  const mappings = await writeMappings(output);
  return { files: events.files + mappings.files, bytes: events.bytes + mappings.bytes };
}

async function writeEvents({ to, workshop, onFile }: Output): Promise<Written> {
  const files = await workshop.rows<{ source: string; day: Day; file: string }>(
    `SELECT DISTINCT source, CAST(CAST(event_time AS DATE) AS VARCHAR) AS day, file FROM events ORDER BY ALL`,
  );
  const folders = new Map<string, string[]>();
  for (const [done, { source, day, file }] of files.entries()) {
    onFile(done, files.length);
    const folder = join(to, places.events(source, day));
    const path = join(folder, `${file}.parquet`);
    await writeWhole(path, (temporary) =>
      workshop.writeParquet(
        `SELECT event_time, region, source, user_id, pixel_id, tokens FROM events
        WHERE source = $source AND file = $file
          AND event_time >= CAST($day AS TIMESTAMP) AND event_time < CAST($next AS TIMESTAMP)
        ORDER BY event_time, user_id, pixel_id, tokens`,
        temporary,
        { source, file, day, next: addDays(day, 1) },
      ),
    );
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  onFile(files.length, files.length);
  return await sumUp([...folders.values()]);
}

async function writeMappings({ to, workshop }: Output): Promise<Written> {
  const regions = await workshop.rows<{ region: string }>('SELECT DISTINCT region FROM mappings ORDER BY region');
  const folders: string[][] = [];
  for (const { region } of regions) {
    const path = join(to, places.mapping(region), 'mapping.parquet');
    await writeWhole(path, (temporary) =>
      workshop.writeParquet(
        `SELECT event_time, source, source_user_id, user_id FROM mappings WHERE region = $region
        ORDER BY event_time, source, source_user_id, user_id`,
        temporary,
        { region },
      ),
    );
    folders.push([path]);
  }
  return await sumUp(folders);
}

async function sumUp(folders: string[][]): Promise<Written> {
  const all: Written = { files: 0, bytes: 0 };
  for (const paths of folders) {
    const { files, bytes } = await addSums(paths);
    all.files += files;
    all.bytes += bytes;
  }
  return all;
}
