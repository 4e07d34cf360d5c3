-- The reports of every night, and which migrations were applied. Columns are those of docs/datasets.md, with the night's
-- region and run date before them. Ids and tokens compare byte by byte, which is quicker and the same on every server.

CREATE TABLE lookalikes_report_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL
);

CREATE TABLE supa_models_collection (
  region text COLLATE "C" NOT NULL,
  run_date date NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  segment_name text NOT NULL,
  token text COLLATE "C" NOT NULL,
  weight double precision NOT NULL,
  weight_rank integer NOT NULL,
  -- By rank and not by token: a token may be longer than an index can hold, and who asks mostly wants the first few.
  PRIMARY KEY (run_date, region, segment_id, weight_rank)
);

CREATE TABLE segment_sizes (
  region text COLLATE "C" NOT NULL,
  run_date date NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  segment_name text NOT NULL,
  requested_size double precision,
  reach integer NOT NULL,
  delivered_ids bigint NOT NULL,
  lowest_score double precision,
  PRIMARY KEY (run_date, region, segment_id)
);

CREATE TABLE training_set_sizes (
  region text COLLATE "C" NOT NULL,
  run_date date NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  segment_name text NOT NULL,
  seeds integer NOT NULL,
  usable_seeds integer NOT NULL,
  negatives integer NOT NULL,
  sampling_rate double precision NOT NULL,
  status text NOT NULL,
  reason text,
  model_run_date date,
  PRIMARY KEY (run_date, region, segment_id)
);

CREATE TABLE evaluations (
  region text COLLATE "C" NOT NULL,
  run_date date NOT NULL,
  segment_id text COLLATE "C" NOT NULL,
  evaluated_on text COLLATE "C" NOT NULL,
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
  reason text,
  PRIMARY KEY (run_date, region, segment_id, evaluated_on)
);
