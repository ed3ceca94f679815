"""What the page of the library shows, and everything by which people change the corpus (`changes`)."""
