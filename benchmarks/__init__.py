"""Speed and quality, runnable by anyone; ratios are what to quote."""
