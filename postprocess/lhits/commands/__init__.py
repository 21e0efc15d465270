"""The commands of postprocess/: each has a main() that returns an exit status."""
import sys

from ..files import InputError


def refusing(program, work):
    """Does the work: 0, or 2 after one line on stderr where the input is bad or a file cannot be read or written."""
    try:
        work()
    except InputError as error:
        return complain(program, error)
    except (OSError, RuntimeError) as error:
        return complain(program, f"expected to read and to write files, found: {error}; check the files, the permissions and the space")
    return 0


def complain(program, text):
    print(f"{program}:", " ".join(str(text).split()), file=sys.stderr)
    return 2
