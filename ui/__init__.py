"""The pages that people see: `bind` an address, then `serve` them on it."""

from ui.server import ServeError, bind, serve

__all__ = ["ServeError", "bind", "serve"]
