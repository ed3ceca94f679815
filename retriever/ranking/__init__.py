"""Ranking: candidates, fusion of their evidence, the decisive sentence, and the order in which hits are shown."""
