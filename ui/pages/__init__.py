"""The pages of the phrasing workbench: HTML made by the server from templates, each with an address of its own."""
