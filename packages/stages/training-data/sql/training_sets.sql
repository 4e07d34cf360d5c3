-- What each segment is trained on. A usable seed has a history in the training window; the pool counts as negative whoever
-- is not known to have fired for the segment.
WITH trained AS (
  SELECT users.user_key, users.in_pool
  FROM {{users}} AS users
  WHERE users.window = 'train'
),
pool AS (
  SELECT count(*) AS users
  FROM trained
  WHERE in_pool
),
fired AS (
  SELECT first_fires.segment_id, count(*) AS users
  FROM {{first_fires}} AS first_fires
  JOIN trained ON trained.user_key = first_fires.user_key AND trained.in_pool
  GROUP BY first_fires.segment_id
),
counted AS (
  SELECT
    seeds.segment_id,
    count(*) AS seeds,
    count(trained.user_key) AS usable,
    sum(CASE WHEN trained.user_key IS NOT NULL AND seeds.split = 'train' THEN 1 ELSE 0 END) AS train_seeds,
    sum(CASE WHEN trained.user_key IS NOT NULL AND seeds.split = 'validation' THEN 1 ELSE 0 END) AS validation_seeds,
    sum(CASE WHEN trained.user_key IS NOT NULL AND seeds.split = 'test' THEN 1 ELSE 0 END) AS test_seeds
  FROM {{seeds}} AS seeds
  LEFT JOIN trained ON trained.user_key = seeds.user_key
  GROUP BY seeds.segment_id
),
with_pixels AS (
  SELECT DISTINCT segment_id
  FROM {{pixels}}
),
judged AS (
  SELECT
    segments.segment_id,
    coalesce(counted.seeds, 0) AS seeds,
    coalesce(counted.usable, 0) AS usable,
    coalesce(counted.train_seeds, 0) AS train_seeds,
    coalesce(counted.validation_seeds, 0) AS validation_seeds,
    coalesce(counted.test_seeds, 0) AS test_seeds,
    pool.users - coalesce(fired.users, 0) AS negatives,
    CASE
      WHEN with_pixels.segment_id IS NULL THEN 'it has no pixel'
      WHEN coalesce(counted.usable, 0) < :min_seeds
        THEN concat(
          CAST(coalesce(counted.usable, 0) AS VARCHAR(20)), ' usable seeds of ',
          CAST(coalesce(counted.seeds, 0) AS VARCHAR(20)), ', fewer than minSeeds ', CAST(:min_seeds AS VARCHAR(20))
        )
      WHEN coalesce(counted.train_seeds, 0) = 0 THEN 'no seed of the train share'
      WHEN pool.users - coalesce(fired.users, 0) = 0 THEN 'no negatives'
    END AS reason
  FROM {{segments}} AS segments
  CROSS JOIN pool
  LEFT JOIN counted ON counted.segment_id = segments.segment_id
  LEFT JOIN fired ON fired.segment_id = segments.segment_id
  LEFT JOIN with_pixels ON with_pixels.segment_id = segments.segment_id
)
SELECT
  segment_id,
  CAST(seeds AS INTEGER) AS seeds,
  CAST(usable AS INTEGER) AS usable_seeds,
  CAST(train_seeds AS INTEGER) AS train_seeds,
  CAST(validation_seeds AS INTEGER) AS validation_seeds,
  CAST(test_seeds AS INTEGER) AS test_seeds,
  CAST(negatives AS INTEGER) AS negatives,
  CAST(:pool_share AS DOUBLE) AS sampling_rate,
  CASE WHEN reason IS NULL THEN 'ready' ELSE 'skipped' END AS status,
  reason
FROM judged
