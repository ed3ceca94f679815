"""The meaning of a question: filters, periods, people, follow-ups."""
