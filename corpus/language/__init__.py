"""Language knowledge, Chinese and English: numerals, dates, markers, quotes, offices, states, salutations and more."""
