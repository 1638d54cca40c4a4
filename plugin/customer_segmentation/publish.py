"""Build into a copy of a DuckDB file and swap it in when the build is green.

DuckDB lets one process write a file or several read it, so a reader of the published file would
stop the nightly build, and the build its readers. Readers of a file that was swapped keep the old
one until they open it again: they always see one whole build.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "CUSTOMER_SEGMENTATION_DB"
DEFAULT = "customer_segmentation.duckdb"


def publish(database: Path, command: Sequence[str]) -> int:
    """Run a build on a copy of a database and put the copy in its place when it succeeds.

    Parameters
    ----------
    database : Path
        DuckDB file that readers open; the first build makes it.
    command : sequence of str
        The build, which finds its file in the environment variable CUSTOMER_SEGMENTATION_DB.

    Returns
    -------
    int
        Exit code of the command. When it is not 0 the published file stays as it is, and what was
        built is left in the folder `.building` beside it.

    Raises
    ------
    ValueError
        When another build of the same file is running.
    """
    database = database.absolute()
    database.parent.mkdir(parents=True, exist_ok=True)
    with _only_build(database):
        # Of the same name, because views name their database by it.
        draft = database.parent / ".building" / database.name
        shutil.rmtree(draft.parent, ignore_errors=True)
        draft.parent.mkdir()
        if database.exists():
            shutil.copyfile(database, draft)
        environment = {**os.environ, VARIABLE: str(draft)}
        code = subprocess.run(list(command), env=environment, check=False).returncode
        if code == 0:
            if draft.exists():
                os.replace(draft, database)
            shutil.rmtree(draft.parent)
        return code


@contextmanager
def _only_build(database: Path) -> Iterator[None]:
    """Hold the lock of a database's builds; the system frees it when the process is killed."""
    with database.with_name(f".{database.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ValueError(
                f"another build of {database} is running: wait until it has ended"
            ) from error
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the build that the command line gives, on the file that the environment names."""
    command = list(sys.argv[1:] if arguments is None else arguments)
    database = Path(os.environ.get(VARIABLE, DEFAULT))
    try:
        code = publish(database, command)
    except ValueError as error:
        print(f"customer-segmentation: {error}", file=sys.stderr)
        return 2
    if code != 0:
        draft = database.absolute().parent / ".building" / database.name
        print(f"Not published: {database} is that of the last green build. Built: {draft}")
    return code


if __name__ == "__main__":
    sys.exit(main())
