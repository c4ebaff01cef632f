"""The told document as a Word file: real styles, headings, tables and captions, to be worked on further."""
