"""Ways for programs to call: an HTTP API, an MCP server, and what a monitor reads."""

from ui.api.metrics import Measured
from ui.api.mount import mount_programs

__all__ = ["Measured", "mount_programs"]
