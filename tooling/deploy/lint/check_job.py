"""Holds the jobs of a bundle against the fields that Databricks' own package knows."""

import sys
from pathlib import Path

import yaml
from databricks.bundles.jobs import Job

bundle = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
jobs = {name: Job.from_dict(job) for name, job in bundle["resources"]["jobs"].items()}
if not jobs:
    sys.exit(f"{sys.argv[1]}: no job")
