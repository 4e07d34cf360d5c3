import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** How a store in S3 is opened. Whatever is left out is what the AWS SDK finds: in the environment, in a profile, on the machine. */
export interface S3Options {
  /**
   * Where keys start, as in `s3://bucket/lookalikes`. Without it, only URIs are taken; with it, URIs of other buckets
   * are taken as well.
   */
  readonly root?: string;
  /** The bucket's region. */
  readonly region?: string;
  /** The URL of a server that speaks S3, as in `https://s3.example.com`. */
  readonly endpoint?: string;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. Default: where an `endpoint` is given. */
  readonly forcePathStyle?: boolean;
  /** Credentials, or what gives them when they are asked for. Default: the SDK's own chain. Not for a file that is committed. */
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
  /** How often a request is tried, with pauses that grow to 20 s and are jittered. Default: 8. */
  readonly attempts?: number;
  /** The size of a part of a streamed object, of 5 MiB or more; an object has 10,000 parts at most. Default: 8 MiB, for up to 80 GB. */
  readonly partBytes?: number;
  /** Parts of an object that are sent at a time; each is held in memory. Default: 3. */
  readonly partsAtOnce?: number;
}
