from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def test_an_interrupted_command_ends_as_shells_expect_not_as_if_it_had_found_violations(
    tmp_path: Path,
) -> None:
    pipe = tmp_path / "900.txt"
    os.mkfifo(pipe)
    arguments = [sys.executable, "-m", "kg", "cite", str(pipe), "word"]
    command = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with command, pipe.open("w"):  # opens once the command has begun to read
        command.send_signal(signal.SIGINT)
        said = command.communicate(timeout=30)
    assert (command.returncode, *said) == (130, "", "kg: interrupted\n")
