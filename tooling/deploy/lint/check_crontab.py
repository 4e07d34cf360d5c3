"""Holds every line of a crontab against what cron reads."""

import sys
from pathlib import Path

from croniter import croniter
from crontab import CronTab

path = Path(sys.argv[1])
lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0].isdigit()]
jobs = [job for job in CronTab(tab=path.read_text(encoding="utf-8"), user=False) if job.is_enabled()]
bad = [str(job.slices) for job in jobs if not (job.is_valid() and croniter.is_valid(str(job.slices)))]
if bad or len(jobs) != len(lines) or not jobs:
    sys.exit(f"{path}: {len(lines)} lines, {len(jobs)} jobs, not valid: {bad}")
