"""The report in each format that is not the page: Markdown dialects, LaTeX, PDF, a notebook."""
