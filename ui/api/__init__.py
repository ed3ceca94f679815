"""What programs call: an HTTP API, an MCP server, Gradio's own client, and what a monitor reads."""

from ui.api.for_gradio import publish
from ui.api.mcp import serve_stdio
from ui.api.metrics import Measured
from ui.api.mount import mount_programs

__all__ = ["Measured", "mount_programs", "publish", "serve_stdio"]
