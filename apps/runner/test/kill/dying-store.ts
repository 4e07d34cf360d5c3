import type { ObjectStore, StoreAdapter } from '@lookalikes/stage-kit';

/** Where a region's process is to end, by region: at an effect of its journal, or at a delete of `gc`. */
export type Deaths = Readonly<Record<string, Death>>;

/**
 * `before`: the effect is announced and not begun. `during`: so many milliseconds into it. `after`: it is done and not noted.
 * `noted`: it is noted. `delete`: before the so-manieth delete.
 */
export interface Death {
  readonly when: 'before' | 'during' | 'after' | 'noted' | 'delete';
  readonly number: number;
  readonly ms?: number;
  /** What to be sent in place of SIGKILL. */
  readonly signal?: NodeJS.Signals;
}

const effectKey = /^journal\/(\w+)\/[\d-]+\/\d+\/(\d+)-\w+-(before|after)\.json$/;

/** A store that ends its own process at an effect of a region's journal, as a power cut would: nothing runs after it. */
export function dying(adapter: StoreAdapter, deaths: Deaths): StoreAdapter {
  return {
    name: adapter.name,
    open: async (place) => {
      const store = await adapter.open(place);
      let deletes = 0;
      const die = ({ signal = 'SIGKILL' }: Death): void => {
        process.kill(process.pid, signal);
      };
      const put: ObjectStore['put'] = async (key, content, options) => {
        const [, region = '', number, phase] = effectKey.exec(key) ?? [];
        const death = deaths[region];
        const at = death !== undefined && Number(number) === death.number ? death : undefined;
        if (at?.when === 'after' && phase === 'after') die(at);
        await store.put(key, content, options);
        if (at?.when === 'before' && phase === 'before') die(at);
        if (at?.when === 'during' && phase === 'before') setTimeout(die, at.ms, at);
        if (at?.when === 'noted' && phase === 'after') die(at);
      };
      const remove: ObjectStore['delete'] = async (key, cancel) => {
        const any = Object.values(deaths).find(({ when }) => when === 'delete');
        if (any && ++deletes === any.number) die(any);
        await store.delete(key, cancel);
      };
      return { ...bound(store), put, delete: remove };
    },
  };
}

/** The calls of a store, as they are without it: its private fields want their own `this`. */
function bound(store: ObjectStore): Omit<ObjectStore, 'put' | 'delete'> {
  return {
    name: store.name,
    get: store.get.bind(store),
    getStream: store.getStream.bind(store),
    putStream: store.putStream.bind(store),
    list: store.list.bind(store),
    head: store.head.bind(store),
    locate: store.locate.bind(store),
    ...(store.removeUnfinished ? { removeUnfinished: store.removeUnfinished.bind(store) } : {}),
  };
}
