"""The page of the library (语料库): what it holds, and everything by which people change it."""
