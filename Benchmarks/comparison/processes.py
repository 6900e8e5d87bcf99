# SPDX-License-Identifier: Apache-2.0
"""Programs, run and measured one at a time."""

import os
import time


def run(command, stdin=None):
    """Runs a program: seconds on the clock, processor seconds, peak memory in bytes."""
    source = os.open(stdin or os.devnull, os.O_RDONLY)
    start = time.perf_counter()
    pid = os.posix_spawn(
        str(command[0]), [str(part) for part in command], os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, source, 0),
                      (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    os.close(source)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(str(part) for part in command)} failed")
    return (time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
