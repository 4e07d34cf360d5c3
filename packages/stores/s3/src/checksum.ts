import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** Holds a content against the checksum that S3 has of it, piece by piece. */
export interface Checksum {
  readonly update: (piece: Uint8Array) => void;
  readonly matches: () => boolean;
}

type Sums = Pick<GetObjectCommandOutput, 'ChecksumCRC32' | 'ChecksumSHA256'>;

/** The check of an object; undefined where S3 has no sum of the whole, only one of the sums of its parts (`…-3`), or none. */
export function checksumOf({ ChecksumCRC32, ChecksumSHA256 }: Sums): Checksum | undefined {
  if (ChecksumSHA256 !== undefined && !ChecksumSHA256.includes('-')) {
    const hash = createHash('sha256');
    return { update: (piece) => void hash.update(piece), matches: () => hash.digest('base64') === ChecksumSHA256 };
  }
  if (ChecksumCRC32 === undefined || ChecksumCRC32.includes('-')) return undefined;
  let sum = 0;
  return { update: (piece) => void (sum = crc32(piece, sum)), matches: () => crcText(sum) === ChecksumCRC32 };
}

/** A CRC-32 as S3 writes it. */
export function crcText(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc);
  return bytes.toString('base64');
}
