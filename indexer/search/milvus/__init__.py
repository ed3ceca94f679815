"""Search on a Milvus server: vectors, keywords and filters there, exact wordings in the index folder."""
