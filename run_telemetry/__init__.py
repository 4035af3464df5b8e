"""What tap, mapper and target say of themselves to those who operate them: logs, Singer metrics, OpenTelemetry.

It knows nothing of what they do, and imports none of them. `start` is called once by each program, `running` gives
what was started; before that, and where nothing is wanted, everything here does nothing.
"""

from run_telemetry.facts import Facts
from run_telemetry.telemetry import Telemetry, running, start

__all__ = ["Facts", "Telemetry", "running", "start"]
