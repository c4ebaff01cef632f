"""One answer, a table of them, and how each is read."""

from assessment.answers.answer import (
    DONT_KNOW,
    UNANSWERED,
    Answer,
    AnswerRefused,
    Fault,
    Roughly,
    State,
    answer_text,
    cross_check,
    kept_text,
    read_answer,
    refusal_text,
)
from assessment.answers.table import AnswerColumn, AnswerTable, empty_column, open_value, read_record, value_type

__all__ = [
    "DONT_KNOW",
    "UNANSWERED",
    "Answer",
    "AnswerColumn",
    "AnswerRefused",
    "AnswerTable",
    "Fault",
    "Roughly",
    "State",
    "answer_text",
    "cross_check",
    "empty_column",
    "kept_text",
    "open_value",
    "read_answer",
    "read_record",
    "refusal_text",
    "value_type",
]
