"""The pages that people see, and what programs call: `bind` an address, then `serve` them on it."""

from ui.server import Reached, ServeError, bind, is_local, serve

__all__ = ["Reached", "ServeError", "bind", "is_local", "serve"]
