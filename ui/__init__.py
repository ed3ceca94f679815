"""The pages that people see: `bind` an address, then `serve` them on it."""

from ui.server import ServeError, bind, is_local, serve

__all__ = ["ServeError", "bind", "is_local", "serve"]
