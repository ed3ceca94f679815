"""The Ask page, a Gradio Blocks page; nothing outside this package knows Gradio."""
