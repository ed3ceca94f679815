"""The parts of comparing a draft with what was said (`retriever.phrasing.check`): sentences, sources, differences."""
