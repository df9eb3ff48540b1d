"""The end of a process that may have used Temporal's SDK."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from typing import NoReturn


def exit_process(status: int) -> NoReturn:
    """End the process with a status, once its output is flushed; the interpreter is not torn down.

    The SDK's native threads may still call into the interpreter after their work is done. One that does so
    while the interpreter is torn down aborts the process with status 134 (temporalio/sdk-python issue 300).
    Functions registered with `atexit` do not run.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # closed, or nobody reads it any more
            stream.flush()
    os._exit(status)
