"""How the scripts of this folder start: each is a command of the package lhits beside it, installed or not."""
import importlib
import sys
from pathlib import Path


def launch(script):
    """Ends the program with the exit status of the command of that name."""
    path = Path(script)
    try:
        command = importlib.import_module(f"lhits.commands.{path.stem}")
    except ImportError as error:
        print(f"{path.name}: expected h5py, numpy and matplotlib for {sys.executable}, found: {error}; "
              "run it with /usr/bin/python3 after 'apt install python3-h5py python3-matplotlib'", file=sys.stderr)
        sys.exit(2)
    sys.exit(command.main())
