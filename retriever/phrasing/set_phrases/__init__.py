"""Numbered set phrases (三个代表, 五位一体): naming, listings and changes of their members."""
