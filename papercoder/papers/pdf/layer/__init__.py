"""The text layer of a PDF and its pages as pdfium has them: characters, runs, lines, rules, pictures, images."""
