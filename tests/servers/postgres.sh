#!/usr/bin/env bash
# Starts (up) or ends (down) a Postgres server on the loopback address, with its data in a folder of
# its own. PGPORT says where it listens.
set -euo pipefail

port=${PGPORT:-5433}
folder=${TMPDIR:-/tmp}/customer_segmentation_postgres_$port
binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort --version-sort | tail -n 1)

# Postgres does not run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

case ${1:-} in
up)
    if [ -z "$binaries" ]; then
        echo "no Postgres server: install it (Debian's package postgresql, 15 or newer)" >&2
        exit 2
    fi
    if as_owner "$binaries/pg_ctl" -D "$folder/data" status > /dev/null 2>&1; then exit 0; fi
    if [ ! -d "$folder/data" ]; then
        as_owner mkdir -p -m 700 "$folder"
        as_owner "$binaries/initdb" -D "$folder/data" -A trust -U postgres \
            --locale=C.UTF-8 --encoding=UTF8 > /dev/null
    fi
    as_owner "$binaries/pg_ctl" -D "$folder/data" -l "$folder/log" -w start -o \
        "-p $port -c listen_addresses=127.0.0.1 -k $folder -c fsync=off -c shared_buffers=512MB -c work_mem=64MB" \
        > /dev/null
    "$binaries/createdb" -h 127.0.0.1 -p "$port" -U postgres customer_segmentation 2> /dev/null || true
    echo "Postgres listens on 127.0.0.1:$port"
    ;;
down)
    [ -d "$folder/data" ] || exit 0
    as_owner "$binaries/pg_ctl" -D "$folder/data" -w -m fast stop > /dev/null || true
    rm -rf "$folder"
    ;;
*)
    echo "usage: $0 up|down" >&2
    exit 2
    ;;
esac
