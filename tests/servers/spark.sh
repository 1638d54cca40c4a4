#!/usr/bin/env bash
# Starts (up) or ends (down) a Spark cluster on the loopback address: a master, two workers with one
# core and 1 GB of executor memory each, and a Spark Connect server whose tables are Iceberg tables, all
# of the pyspark wheel. The folder that holds it, with its tables, goes with it.
# SPARK_CONNECT_PORT says where Connect listens; the master and the web pages take the ports after it.
# Queries are not compiled unless SPARK_WHOLE_STAGE=true: on small tables that takes longer than they do.
set -euo pipefail

port=${SPARK_CONNECT_PORT:-15002}
folder=${TMPDIR:-/tmp}/customer_segmentation_spark_$port
python=${PYTHON:-.venv/bin/python}
jars=${SPARK_JARS:-${XDG_CACHE_HOME:-$HOME/.cache}/customer_segmentation/jars}
master=spark://127.0.0.1:$((port + 1))

# Artifact of Maven's central repository and the SHA-256 of its jar.
artifacts=(
    "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0 3123c3798af642dd537230923548e013ef41cc28b6626e5225808cf5670a0f82"
    "org.xerial:sqlite-jdbc:3.54.1.0 f8dce420a6016278497f4f0560f65602b9db858de141b541cf91a4644ebe4639"
)

fetch_jars() {
    mkdir -p "$jars"
    local artifact sha name rest
    for entry in "${artifacts[@]}"; do
        read -r artifact sha <<< "$entry"
        rest=${artifact#*:}
        name=$jars/${rest/:/-}.jar
        if ! echo "$sha  $name" | sha256sum --check --status 2> /dev/null; then
            mvn --quiet --batch-mode org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
                -Dartifact="$artifact" -DoutputDirectory="$jars" > /dev/null
            echo "$sha  $name" | sha256sum --check --quiet
        fi
        echo "$name"
    done
}

# A process of its own, known by its id.
start() {
    local name=$1
    shift
    nohup "$@" > "$folder/$name.log" 2>&1 < /dev/null &
    echo $! > "$folder/$name.pid"
}

wait_for() {
    for _ in $(seq 240); do
        if (exec 3<> "/dev/tcp/127.0.0.1/$2") 2> /dev/null; then return 0; fi
        kill -0 "$(cat "$folder/$1.pid")" 2> /dev/null || break
        sleep 0.5
    done
    echo "the $1 does not listen on port $2:" >&2
    tail -n 20 "$folder/$1.log" >&2
    exit 1
}

start_worker() {
    start "worker$1" "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker -h 127.0.0.1 \
        -c 1 -m 1g --webui-port $((port + 3 + $1)) -d "$folder/worker$1" "$master"
}

case ${1:-} in
jars) fetch_jars ;;
up | worker)
    SPARK_HOME=$("$python" -c "import pathlib, pyspark; print(pathlib.Path(pyspark.__file__).parent)")
    export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_NO_DAEMONIZE=1 SPARK_DAEMON_MEMORY=512m
    # With these, which pyspark sets and users may, Spark starts as a client, without its SQL.
    unset SPARK_REMOTE SPARK_LOCAL_REMOTE SPARK_CONNECT_MODE SPARK_CONNECT_MODE_ENABLED SPARK_API_MODE
    if [ "$1" = worker ]; then
        start_worker "$2"
        exit 0
    fi
    if [ -d "$folder" ]; then
        if kill -0 "$(cat "$folder/connect.pid" 2> /dev/null)" 2> /dev/null; then exit 0; fi
        "$0" down
    fi
    found=$(fetch_jars)
    mkdir -p "$folder/events"
    start master "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master \
        -h 127.0.0.1 -p $((port + 1)) --webui-port $((port + 3))
    wait_for master $((port + 1))
    start_worker 1
    start_worker 2
    start connect "$SPARK_HOME/bin/spark-submit" --master "$master" --name customer_segmentation \
        --driver-memory 2g --executor-memory 1g --executor-cores 1 \
        --jars "${found//$'\n'/,}" --driver-class-path "${found//$'\n'/:}" \
        --conf spark.connect.grpc.binding.address=127.0.0.1 \
        --conf spark.connect.grpc.binding.port="$port" \
        --conf spark.ui.port=$((port + 2)) \
        --conf spark.sql.shuffle.partitions=2 \
        --conf spark.sql.codegen.wholeStage="${SPARK_WHOLE_STAGE:-false}" \
        --conf spark.ui.retainedExecutions=20 --conf spark.ui.retainedJobs=100 --conf spark.ui.retainedStages=100 \
        --conf spark.sql.catalogImplementation=in-memory \
        --conf spark.sql.warehouse.dir="$folder/parquet" \
        --conf spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions \
        --conf spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog \
        --conf spark.sql.catalog.lake.type=jdbc \
        --conf spark.sql.catalog.lake.uri="jdbc:sqlite:$folder/catalog.sqlite" \
        --conf spark.sql.catalog.lake.jdbc.schema-version=V1 \
        --conf spark.sql.catalog.lake.warehouse="$folder/iceberg" \
        --conf spark.sql.defaultCatalog=lake \
        --conf spark.eventLog.enabled=true --conf spark.eventLog.dir="$folder/events" \
        --class org.apache.spark.sql.connect.service.SparkConnectServer spark-internal
    wait_for connect "$port"
    echo "Spark Connect listens on sc://127.0.0.1:$port, its web page is http://127.0.0.1:$((port + 2))"
    ;;
down)
    [ -d "$folder" ] || exit 0
    for pid in "$folder"/{connect,worker1,worker2,master}.pid; do
        if [ -f "$pid" ]; then kill "$(cat "$pid")" 2> /dev/null || true; fi
    done
    for pid in "$folder"/*.pid; do
        for _ in $(seq 60); do
            kill -0 "$(cat "$pid")" 2> /dev/null || break
            sleep 0.25
        done
        kill -9 "$(cat "$pid")" 2> /dev/null || true
    done
    rm -rf "$folder"
    ;;
*)
    echo "usage: $0 up|down|jars|worker N" >&2
    exit 2
    ;;
esac
