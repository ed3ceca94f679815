"""The pages of the phrasing workbench: plain HTML made by the server, each with an address of its own."""

from ui.pages.addresses import routes

__all__ = ["routes"]
