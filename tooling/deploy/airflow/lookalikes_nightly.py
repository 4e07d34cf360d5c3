"""A night of Lookalikes a day: one container a region, so that one region's failure leaves the other alone."""

from datetime import timedelta

import pendulum
from airflow.providers.docker.operators.docker import DockerOperator
from airflow.sdk import DAG

REGIONS = ("amer", "emeaApac")

# The variables of /etc/lookalikes/env, from the connection of the secrets backend.
CREDENTIALS = {
    "DATABRICKS_HOST": "{{ conn.lookalikes_databricks.host }}",
    "DATABRICKS_HTTP_PATH": "{{ conn.lookalikes_databricks.extra_dejson.http_path }}",
    "DATABRICKS_CLIENT_ID": "{{ conn.lookalikes_databricks.login }}",
}

with DAG(
    dag_id="lookalikes_nightly",
    schedule="30 1 * * *",
    start_date=pendulum.datetime(2026, 11, 21, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args={
        # Exit status 75 says that an input is not there yet. A night that is run again goes on where it was.
        "retries": 8,
        "retry_delay": timedelta(minutes=30),
        "execution_timeout": timedelta(hours=6),
    },
) as dag:
    for region in REGIONS:
        DockerOperator(
            task_id=f"night_{region}",
            image="lookalikes",
            command=["run", "--region", region, "--date", "{{ data_interval_end | ds }}", "--log", "json"],
            environment=CREDENTIALS,
            # Not shown in the task's rendered fields.
            private_environment={"DATABRICKS_CLIENT_SECRET": "{{ conn.lookalikes_databricks.password }}"},
            auto_remove="force",
            mount_tmp_dir=False,
        )
