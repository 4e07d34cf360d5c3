-- The reports of every night, and which migrations were applied. Columns are those of docs/datasets.md, with the night's
-- region and run date before them. Redshift counts bytes in a varchar; its primary keys are not enforced, but planned with.

CREATE TABLE lookalikes_report_migrations (
  version integer PRIMARY KEY,
  name varchar(256) NOT NULL,
  sha256 varchar(64) NOT NULL
);

CREATE TABLE supa_models_collection (
  region varchar(16) NOT NULL,
  run_date date NOT NULL,
  segment_id varchar(1024) NOT NULL,
  segment_name varchar(65535) NOT NULL,
  token varchar(65535) NOT NULL,
  weight double precision NOT NULL,
  weight_rank integer NOT NULL,
  PRIMARY KEY (run_date, region, segment_id, weight_rank)
)
COMPOUND SORTKEY (run_date, region, segment_id);

CREATE TABLE segment_sizes (
  region varchar(16) NOT NULL,
  run_date date NOT NULL,
  segment_id varchar(1024) NOT NULL,
  segment_name varchar(65535) NOT NULL,
  requested_size double precision,
  reach integer NOT NULL,
  delivered_ids bigint NOT NULL,
  lowest_score double precision,
  PRIMARY KEY (run_date, region, segment_id)
)
COMPOUND SORTKEY (run_date, region, segment_id);

CREATE TABLE training_set_sizes (
  region varchar(16) NOT NULL,
  run_date date NOT NULL,
  segment_id varchar(1024) NOT NULL,
  segment_name varchar(65535) NOT NULL,
  seeds integer NOT NULL,
  usable_seeds integer NOT NULL,
  negatives integer NOT NULL,
  sampling_rate double precision NOT NULL,
  status varchar(32) NOT NULL,
  reason varchar(65535),
  model_run_date date,
  PRIMARY KEY (run_date, region, segment_id)
)
COMPOUND SORTKEY (run_date, region, segment_id);

CREATE TABLE evaluations (
  region varchar(16) NOT NULL,
  run_date date NOT NULL,
  segment_id varchar(1024) NOT NULL,
  evaluated_on varchar(32) NOT NULL,
  model_run_date date NOT NULL,
  users integer NOT NULL,
  hits integer NOT NULL,
  auc double precision,
  auc_equal_activity double precision,
  log_loss double precision,
  lift_at_1 double precision,
  lift_at_5 double precision,
  lift_at_10 double precision,
  recall_at_1 double precision,
  recall_at_5 double precision,
  recall_at_10 double precision,
  reason varchar(65535),
  PRIMARY KEY (run_date, region, segment_id, evaluated_on)
)
COMPOUND SORTKEY (run_date, region, segment_id);
