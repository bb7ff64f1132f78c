"""The report in Markdown, in the dialect of the program that shows it."""
