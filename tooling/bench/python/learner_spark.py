"""Some fits of the selection job with Spark MLlib, and how long getting ready and fitting took."""

import json
import sys
import time

from pyspark.ml.classification import LogisticRegression
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, lit
from workload import write_model

told = json.loads(sys.argv[1])
files = told["workload"]

started = time.perf_counter()
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.memory", told["memory"])
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.local.dir", told["scratch"])
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")
rows = spark.read.format("libsvm").option("numFeatures", files["tokens"]).load(told["text"])
rows = rows.withColumnRenamed("label", "bits").repartition(2).cache()
rows.count()
ready = time.perf_counter()

with open(told["models"], "wb") as out:
    for segment in told["segments"]:
        bit = (col("bits").cast("long").bitwiseAND(lit(1 << segment)) != 0).cast("double")
        labelled = rows.select(bit.alias("label"), "features")
        for strength in told["strengths"]:
            learner = LogisticRegression(
                regParam=1 / (strength * files["trainUsers"]),
                elasticNetParam=0.0,
                standardization=False,
                tol=told["tolerance"],
                maxIter=told["iterations"],
            )
            model = learner.fit(labelled)
            write_model(out, model.coefficients.toArray(), model.intercept)
done = time.perf_counter()
spark.stop()
print(json.dumps({"ready": ready - started, "fitting": done - ready}))
