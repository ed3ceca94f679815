"""Language knowledge: numerals, dates, heading markers, offices, states of a text; Chinese and English."""
