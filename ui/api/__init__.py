"""What programs call: an HTTP API, an MCP server, Gradio's own client, and what a monitor reads."""

from ui.api.mcp import serve_stdio
from ui.api.metrics import Measured
from ui.api.mount import mount_programs
from ui.chat.client import publish

__all__ = ["Measured", "mount_programs", "publish", "serve_stdio"]
