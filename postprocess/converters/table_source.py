"""Tables, by pandas: Parquet, Feather, and text that lhits import does not read (compressed, dates, other columns)."""
from collections import Counter

from .source import InputError, Table, listed, need

TEXT = (".csv", ".txt", ".dat", ".tsv")


def frames_of(path, pandas):
    """Blocks of rows, with the columns of a named index before the others."""
    name = path.name.lower()
    if name.endswith(".parquet"):
        parquet = need(path, "pyarrow.parquet", "pandas pyarrow")
        for batch in parquet.ParquetFile(path).iter_batches():
            yield with_index(batch.to_pandas())
    elif name.endswith(".feather"):
        need(path, "pyarrow", "pandas pyarrow")
        yield with_index(pandas.read_feather(path))
    else:
        separator = "\t" if ".tsv" in name else ","
        for frame in pandas.read_csv(path, sep=separator, comment="#", skipinitialspace=True, chunksize=100_000):
            yield frame


def with_index(frame):
    """A named index is columns; one without name has the times, where it does not only count the rows."""
    if any(frame.index.names):
        return frame.reset_index()
    if frame.index.dtype.kind in "fMm" and "time" not in frame.columns:
        return frame.rename_axis("time").reset_index()
    return frame


def numbers_only(frame, pandas, text_columns):
    """Dates and durations become seconds; columns of text are left out."""
    kept = {}
    for name in frame.columns:
        column = frame[name]
        if column.dtype == object or str(column.dtype) in ("str", "string", "category"):
            column = as_dates(column, pandas)
        kind = getattr(column.dtype, "kind", "O")
        if kind == "M" or str(column.dtype).startswith("datetime64"):
            kept[str(name)] = (column - pandas.Timestamp(0, tz=column.dt.tz)) / pandas.Timedelta("1s")
        elif kind == "m":
            kept[str(name)] = column / pandas.Timedelta("1s")
        elif kind in "iufb":
            kept[str(name)] = column.astype(int) if kind == "b" else column.astype(float) if kind == "f" else column
        else:
            text_columns[str(name)] += 1
    return pandas.DataFrame(kept)


def as_dates(column, pandas):
    try:
        return pandas.to_datetime(column)
    except (ValueError, TypeError):
        return column


def read(path, trajectory):
    """Tables: one, or one for each number in the column `trajectory`."""
    pandas = need(path, "pandas", "pandas pyarrow", "python3-pandas")
    text_columns = Counter()

    def frames():
        try:
            for frame in frames_of(path, pandas):
                made = numbers_only(frame, pandas, text_columns)
                if made.empty and len(frame):
                    raise InputError(f"{path}: expected columns of numbers, found {listed(frame.columns)}")
                yield made
        except (OSError, ValueError, UnicodeError) as error:
            raise InputError(f"{path}: expected a table, found none that pandas can read ({error})") from error

    first = next(frames(), None)
    if first is None or first.empty:
        raise InputError(f"{path}: expected rows of numbers, found none")
    notes = [f"{listed(text_columns)} are left out: text"] if text_columns else []
    if not trajectory or trajectory not in first.columns:
        return [Table(str(path), frames, notes)]
    numbers = list(dict.fromkeys(number for frame in frames() for number in frame[trajectory].unique()))

    def of(number):
        return lambda: (part.drop(columns=trajectory) for frame in frames()
                        if not (part := frame[frame[trajectory] == number]).empty)

    return [Table(f"{path}-{trajectory}-{number:g}", of(number), notes if number == numbers[0] else [])
            for number in numbers]
