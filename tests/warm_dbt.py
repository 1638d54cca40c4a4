"""dbt commands that start in a process which has dbt and scikit-learn loaded already.

Most of a short command is imports, and reading and compiling Jinja. A server pays for them once, for all
workers of a test run, and forks for every command, which is then as alone as a process of its own.
``DBT_COMMANDS_LOG`` names a file that gets a line of JSON per command: seconds of CPU, test and arguments.
"""

import atexit
import gc
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVER = "WARM_DBT_SERVER"


def run_dbt(
    arguments: list[str],
    cwd: Path,
    environment: dict[str, str],
    parsed_with: list[str] | None = None,
) -> subprocess.CompletedProcess:
    """Run ``dbt ARGUMENTS``; exit code, stdout and stderr are those of the command line.

    With options of ``dbt parse`` in `parsed_with`, the command takes the project as it was parsed with them,
    once for all that name the same ones, and parses nothing itself.
    """
    if SERVER not in os.environ:
        start_server()
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        outputs = [Path(folder) / "stdout", Path(folder) / "stderr"]
        request = {
            "arguments": [str(argument) for argument in arguments],
            "cwd": str(cwd),
            "environment": environment,
            "outputs": [str(path) for path in outputs],
            "parsed_with": parsed_with,
        }
        server.connect(os.environ[SERVER])
        server.sendall((json.dumps(request) + "\n").encode())
        code = int(server.makefile().readline())
        return subprocess.CompletedProcess(
            ["dbt", *request["arguments"]], code, *(path.read_text() for path in outputs)
        )


def start_server() -> None:
    """Start the server of this process and its children; it loads dbt for the first command."""
    path = tempfile.mkdtemp() + "/socket"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(64)
        server = subprocess.Popen(
            # dbt's locks end with the server, which its watcher would tell after the summary of the tests.
            [sys.executable, "-W", "ignore:resource_tracker", __file__, str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
        )
    os.environ[SERVER] = path
    atexit.register(server.stdin.close)


def _serve(listening: socket.socket) -> None:
    """Answer each request with its exit code, until stdin ends."""
    is_loaded, parsed = False, {}
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        client, _ = listening.accept()
        if not is_loaded:
            load_dbt()
            is_loaded = True
        request = json.loads(client.makefile().readline())
        manifest = None
        if (options := request.pop("parsed_with")) is not None:
            with_unit_tests = request["environment"].get("CUSTOMER_SEGMENTATION_UNIT_TESTS")
            key = json.dumps([options, request["cwd"], with_unit_tests])
            if key not in parsed:
                parsed[key] = parse(options, request["cwd"], request["environment"])
            manifest = parsed[key]
        # The process between server and command waits for it, and is the child of nobody.
        if (between := os.fork()) == 0:
            if os.fork() == 0:
                _answer(client, request, manifest)
            os._exit(0)
        os.waitpid(between, 0)
        client.close()


def _answer(client: socket.socket, request: dict, manifest) -> None:
    """Run the command in a process of its own, and end."""
    child = os.fork()
    if child == 0:
        become(**request, manifest=manifest)
    _, status, used = os.wait4(child, 0)
    if log := os.environ.get("DBT_COMMANDS_LOG"):
        test = request["environment"].get("PYTEST_CURRENT_TEST")
        entry = [used.ru_utime + used.ru_stime, test, request["arguments"]]
        with open(log, "a", encoding="utf-8") as commands:
            commands.write(json.dumps(entry) + "\n")
    client.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def load_dbt() -> None:
    """Import what builds import, and parse the project once: compiled macros stay in memory."""
    from dbt_common.tests import enable_test_caching

    import customer_segmentation.explain.tables
    import customer_segmentation.fit.fitting
    import customer_segmentation.predict.tables  # noqa: F401

    enable_test_caching()  # dbt's own, for its own tests: Jinja that was parsed is not parsed again
    keep_compiled_templates()
    keep_valid_data()
    project = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT / "profiles")]
    assert parse(project, str(ROOT), dict(os.environ)) is not None
    # What all commands share is not looked through for garbage, and stays shared.
    gc.collect()
    gc.freeze()


def parse(options: list[str], cwd: str, environment: dict[str, str]):
    """The manifest of ``dbt parse OPTIONS``; nothing when it fails."""
    from dbt.cli.main import dbtRunner

    before, here = dict(os.environ), os.getcwd()
    os.environ.update(environment)
    os.chdir(cwd)
    try:
        with tempfile.TemporaryDirectory() as folder:
            # The static parser has threads of its own, which do not survive a fork.
            command = [
                "--quiet",
                "--no-write-json",
                "--no-static-parser",
                "parse",
                "--no-partial-parse",
            ]
            places = ["--target-path", folder, "--log-path", folder]
            return dbtRunner().invoke([*command, *options, *places]).result
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def keep_compiled_templates() -> None:
    """Compile equal Jinja once: the code of a template depends on its text and environment alone."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment

    if MacroFuzzEnvironment.compile.__name__ == "compile_once":
        return
    compile_template, codes = MacroFuzzEnvironment.compile, {}

    def compile_once(self, source: str):
        key = (type(self), source)
        if key not in codes:
            codes[key] = compile_template(self, source)
        return codes[key]

    MacroFuzzEnvironment.compile = compile_once


def keep_valid_data() -> None:
    """Hold equal data against a schema once: the configs of nodes are so in every parsing."""
    from dbt_common.dataclass_schema import dbtClassMixin

    validate, valid = dbtClassMixin.validate.__func__, set()
    if validate.__name__ == "validate_once":
        return

    def validate_once(cls, data) -> None:
        key = (cls, repr(data))
        if key not in valid:
            validate(cls, data)
            valid.add(key)

    dbtClassMixin.validate = classmethod(validate_once)


def become(
    arguments: list[str],
    cwd: str,
    environment: dict[str, str],
    outputs: list[str],
    manifest=None,
) -> None:
    """Be the dbt command: in a forked process, which ends here."""
    from dbt.cli.main import cli

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    gc.disable()  # a command ends before its garbage is worth a sixth of its time
    for stream, path in enumerate([os.devnull, *outputs]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, stream)
        os.close(opened)
    sys.argv = ["dbt", *arguments]
    code: int | str | None = 0
    try:
        cli.main(args=arguments, prog_name="dbt", obj={"manifest": manifest})
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
    # What commands inherit is kept until the end, and extensions would report it as leaked.
    os._exit(0)
