"""Stands in for the worker: says it is ready, then does nothing until it is told to stop."""

from __future__ import annotations

import os
import signal
from pathlib import Path

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
if "REDRESS_FAKE_FAILURE" in os.environ:
    raise SystemExit("the fake worker was told to fail")
Path(os.environ["REDRESS_READY_FILE"]).touch()
while True:
    signal.pause()
