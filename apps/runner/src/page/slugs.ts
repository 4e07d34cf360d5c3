import { createHash } from 'node:crypto';

/**
 * The fragment of a segment's place in the page: its id where that makes a fragment, else a sum of it.
 *
 * @example slugOf({ id: '1004' }) // 'segment-1004'
 */
export const slugOf = ({ id }: { readonly id: string }): string =>
  `segment-${/^[\w-]{1,60}$/.test(id) ? id : `x${createHash('sha256').update(id).digest('hex').slice(0, 16)}`}`;
