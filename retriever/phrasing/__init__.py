"""Earlier phrasings: every place of a wording, its history and variants, and drafts compared with them."""
