"""Stands in for the worker: says it is ready, then does nothing until it is told to stop."""

from __future__ import annotations

import os
import signal
from pathlib import Path

# Waited for, not handled: a handler of Python's does not run where the signal comes just before a pause.
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
if "REDRESS_FAKE_FAILURE" in os.environ:
    raise SystemExit("the fake worker was told to fail")
Path(os.environ["REDRESS_READY_FILE"]).touch()
signal.sigwait({signal.SIGTERM})
