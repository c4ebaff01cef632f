"""Vector charts of the report, each answering one question; readable in print without colour.

Every chart holds plain words and numbers, already in the reader's language, and draws itself with any pen.
"""
