"""PDF -> Paper: characters with fonts and boxes from pdfium, then lines, order, headings, blocks; one file per task."""
