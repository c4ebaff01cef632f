"""Results as a table for programs: typed columns of Arrow, as Parquet keeps them.

The columns are those of the CSV. Figures are numbers; why one is missing stands in a column of its own, called after
it (``employees.state``: dont_know, not_applicable: reason), which reading puts back.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import numpy as np

from assessment.answers import AnswerTable, State
from assessment.content.facts import NumberFact
from assessment.workbook.coded import CodedColumn
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.wording import coded_answers, coded_states
from assessment.workbook.firms.writing import PLACE_ID
from assessment.workbook.grid.parts import STATE

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq


def arrow_batch(table: AnswerTable, results: pd.DataFrame) -> pa.RecordBatch:
    """One row a firm: its place and name, what was found, then the other answers; the same types whatever was said."""
    import pyarrow as pa

    columns: dict[str, pa.Array] = {PLACE_ID: pa.array(table.ids, pa.string())}
    names = [FIRM_NAME] if FIRM_NAME in table.bank.facts else []
    for fact_id in names:
        columns[fact_id] = _texts(coded_answers(table, fact_id, "code"), plain=True)
    for name in results.columns:
        series = results[name]
        if series.dtype.kind in "iufb":
            columns[name] = pa.array(series.array, from_pandas=True)
        else:
            codes, words = series.factorize()
            columns[name] = _texts(CodedColumn([*words, None], np.where(codes < 0, len(words), codes)))
    for fact_id, fact in table.bank.facts.items():
        if fact_id in names:
            continue
        if isinstance(fact, NumberFact):
            columns[fact_id] = _figures(table, fact_id)
            columns[fact_id + STATE] = _texts(coded_states(table, fact_id, "code"))
        else:
            columns[fact_id] = _texts(coded_answers(table, fact_id, "code"), plain=fact.kind == "text")
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def write_table(out: IO[bytes], table: AnswerTable, results: pd.DataFrame) -> None:
    """Write the results as Parquet."""
    batch = arrow_batch(table, results)
    with table_writer(out, batch.schema) as writer:
        writer.write_batch(batch)


def table_writer(out: IO[bytes], schema: pa.Schema) -> pq.ParquetWriter:
    """What writes batches into a Parquet file; where nearly all say something else, numbering the texts is in vain."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    alike = [field.name for field in schema if not pa.types.is_string(field.type)]
    return pq.ParquetWriter(out, schema, compression="zstd", compression_level=1, use_dictionary=alike)


def _texts(column: CodedColumn, plain: bool = False) -> pa.Array:
    """Texts; those of which many say the same by their number, unless they are to be ``plain``."""
    import pyarrow as pa

    missing = np.array([value is None for value in column.values], bool)
    places = np.cumsum(~missing) - 1  # among those that say something: a dictionary of Parquet holds no nulls
    codes = pa.array(places[column.codes].astype(np.int32), mask=missing[column.codes])
    values = pa.array([value for value in column.values if value is not None], pa.string())
    return values.take(codes) if plain else pa.DictionaryArray.from_arrays(codes, values)


def _figures(table: AnswerTable, fact_id: str) -> pa.Array:
    """Figures; null where there is none."""
    import pyarrow as pa

    column = table.columns.get(fact_id)
    if column is None:
        return pa.nulls(len(table), pa.float64())
    return pa.array(column.values, pa.float64(), mask=column.states != State.ANSWERED)
