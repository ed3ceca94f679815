"""The search engine that lives in the index folder: FAISS for vectors, tantivy for keywords, jieba for terms."""
