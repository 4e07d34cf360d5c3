import { objectStoreSuite } from '@lookalikes/stage-kit/testing';
import { freshBucket, storeIn } from '../test/s3-world.ts';

const bucket = await freshBucket();

objectStoreSuite('s3', () => storeIn(`s3://${bucket}`));
objectStoreSuite('s3 under a prefix', () => storeIn(`s3://${bucket}/a/prefix/`));
