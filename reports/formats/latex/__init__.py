"""The report as a LaTeX document, its pictures in TikZ."""
