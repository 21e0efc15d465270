"""Tables, by pandas: Parquet, Feather, and text that lhits import does not read (compressed, dates, other columns)."""
import contextlib
import warnings

from .source import InputError, Table, listed, need

TEXT = (".csv", ".txt", ".dat", ".tsv")


def frames_of(path, pandas, notes):
    """Blocks of rows, with the columns of a named index before the others."""
    name = path.name.lower()
    if name.endswith(".feather"):
        need(path, "pyarrow", "pandas pyarrow")
        yield with_index(pandas.read_feather(path), notes)
    elif any(end in name for end in TEXT):
        separator = "\t" if ".tsv" in name else ","
        yield from pandas.read_csv(path, sep=separator, comment="#", skipinitialspace=True, chunksize=100_000)
    else:
        parquet = need(path, "pyarrow.parquet", "pandas pyarrow")
        for batch in parquet.ParquetFile(path).iter_batches():
            yield with_index(batch.to_pandas(), notes)


def with_index(frame, notes):
    """A named index is columns; one without name has the times, where it does not only count the rows."""
    if any(frame.index.names):
        return frame.reset_index()
    if frame.index.dtype.kind in "fMm" and "time" not in frame.columns:
        notes["the index, which has no name, is taken as time"] = True
        return frame.rename_axis("time").reset_index()
    return frame


class Numbers:
    """Makes numbers of frames, all in the same way: dates and durations become seconds, texts are left out."""

    def __init__(self, pandas):
        self.pandas = pandas
        self.texts, self.dates, self.others = {}, {}, {}  # names of columns, and notes, in order

    def column(self, name, column):
        pandas = self.pandas
        if not pandas.api.types.is_numeric_dtype(column) and getattr(column.dtype, "kind", "O") not in "Mm":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with contextlib.suppress(ValueError, TypeError):
                    column = pandas.to_datetime(column)
        kind = getattr(column.dtype, "kind", "O")
        if kind == "M":
            self.dates[name] = True
            return (column - pandas.Timestamp(0, tz=column.dt.tz)) / pandas.Timedelta("1s")
        if kind == "m":
            self.dates[name] = True
            return column / pandas.Timedelta("1s")
        if kind in "iufb":
            return column.astype({"b": int, "f": float}.get(kind, column.dtype))
        self.texts[name] = True
        return None

    def __call__(self, frame):
        """Names that are numbers would be taken for a row."""
        made = {str(name): self.column(str(name), frame[name]) for name in frame.columns}
        made = {name: column for name, column in made.items() if column is not None}
        if self.dates and not {"time", "t"} & made.keys():
            first = next(iter(self.dates))
            made = {"time" if name == first else name: column for name, column in made.items()}
        return self.pandas.DataFrame({f"column_{name}" if is_a_number(name) else name: column
                                      for name, column in made.items()})

    def notes(self):
        yield from self.others
        if self.texts:
            yield f"columns of text are left out: {listed(self.texts)}"
        if self.dates:
            yield f"dates are seconds since 1970, durations are seconds: {listed(self.dates)}"


def is_a_number(text):
    with contextlib.suppress(ValueError):
        float(text)
        return True
    return False


def read(path, trajectory):
    """Tables: one, or one for each number in the column `trajectory`."""
    pandas = need(path, "pandas", "pandas pyarrow", "python3-pandas")
    numbers = Numbers(pandas)

    def frames():
        try:
            for frame in frames_of(path, pandas, numbers.others):
                made = numbers(frame)
                if made.empty and len(frame):
                    raise InputError(f"{path}: expected columns of numbers, found {listed(frame.columns)}")
                yield made
        except (OSError, ValueError, UnicodeError) as error:
            raise InputError(f"{path}: expected a table, found none that pandas can read ({error})") from error

    first = next(frames(), None)
    if first is None or first.empty:
        raise InputError(f"{path}: expected rows of numbers, found none")
    notes, seconds = list(numbers.notes()), bool(numbers.dates)
    if not trajectory:
        return [Table(str(path), frames, notes, seconds)]
    if trajectory not in first.columns:
        raise InputError(f"{path}: expected a column {trajectory}, found {listed(first.columns)}; correct --trajectory")
    runs = list(dict.fromkeys(number for frame in frames() for number in frame[trajectory].unique()))

    def of(number):
        return lambda: (part.drop(columns=trajectory) for frame in frames()
                        if not (part := frame[frame[trajectory] == number]).empty)

    return [Table(f"{path}-{trajectory}-{number:g}", of(number), notes if number == runs[0] else [], seconds)
            for number in runs]
