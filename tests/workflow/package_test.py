#!/usr/bin/python3
"""The module lhits as users have it: installed by pip, in a notebook, its commands beside the sources and installed; and
what is said of its figures: readable in a column."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import nbclient
import nbformat

import harness

POSTPROCESS = pathlib.Path(__file__).resolve().parents[2] / "postprocess"
sys.path.insert(0, str(POSTPROCESS))
import lhits  # noqa: E402
import matplotlib  # noqa: E402

SMALLEST = 7   # points
COLUMN = 9     # centimetres


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.run_directory = harness.finished_run(cls.folder / "run", report__title='"A title of the deck"')
        cls.spirals = harness.finished_run(cls.folder / "spirals", 1, harness.SPIRALS, **harness.ENSEMBLE)

    def python(self, *arguments, path=None):
        environment = {**os.environ, "PYTHONPATH": str(path or "")}
        return subprocess.run([sys.executable, "-B", *map(str, arguments)], cwd=self.folder, env=environment, capture_output=True, text=True)

    def test_pip(self):
        """Without a network: what it needs is there."""
        source, target = self.folder / "source", self.folder / "target"
        shutil.copytree(POSTPROCESS, source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
        done = self.python("-m", "pip", "install", "--no-build-isolation", "--no-deps", "--no-index", "--target", target, source)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        where = self.python("-c", "import lhits; print(lhits.__file__, lhits.figures.draw_fields)", path=target)
        self.assertIn(str(target / "lhits"), where.stdout, where.stderr)
        command = subprocess.run([target / "bin/lhits-plot", self.run_directory, "--out", self.folder / "installed"],
                                 env={**os.environ, "PYTHONPATH": str(target)}, capture_output=True, text=True)
        self.assertEqual((command.returncode, command.stderr), (0, ""))
        self.assertTrue((self.folder / "installed/fields_z2.pdf").exists())
        for name in ("convert", "coordinates", "ensemble", "plot", "timeline"):
            done = self.python(POSTPROCESS / f"{name}.py", "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(f"{name}.py", done.stdout)

    def test_without_libraries(self):
        """One line, and no matplotlib for those who only read files."""
        for name in ("plot.py", "convert.py"):
            done = self.python("-S", POSTPROCESS / name, "--help")
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            self.assertIn("apt install python3-h5py", done.stderr)
        done = self.python("-c", "import sys, lhits; print('matplotlib' in sys.modules, 'xarray' in sys.modules)", path=POSTPROCESS)
        self.assertEqual(done.stdout, "False False\n", done.stderr)

    def test_notebook(self):
        notebook = nbformat.read(POSTPROCESS / "example.ipynb", 4)
        os.environ.update(LHITS_RUN=str(self.run_directory), IPYTHONDIR=str(self.folder / "ipython"), JUPYTER_RUNTIME_DIR=str(self.folder / "jupyter"))
        nbclient.NotebookClient(notebook, timeout=100, resources={"metadata": {"path": str(POSTPROCESS)}}).execute()
        shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
        self.assertEqual(sum("image/png" in data for data in shown), 2)
        self.assertGreaterEqual(sum("xarray" in data.get("text/html", "") for data in shown), 3)

    def test_figures_are_readable(self):
        for directory in (self.run_directory, self.spirals):
            run = lhits.open_run(directory)
            for name, draw in lhits.figures.all_figures(run):
                figure = draw()
                figure.draw_without_rendering()
                self.assertAlmostEqual(figure.get_figwidth() * 2.54, COLUMN)
                texts = [text for text in figure.findobj(matplotlib.text.Text) if text.get_text() and text.get_visible()]
                self.assertGreaterEqual(min(text.get_fontsize() for text in texts), SMALLEST, name)
                self.assertFalse([text.get_text() for text in texts if "dimensionless" in text.get_text()], name)
                self.assertTrue(figure._suptitle.get_text().startswith(run.title), name)
                edge = figure.get_window_extent().padded(2)
                for text in (figure._suptitle, *[text for legend in figure.legends for text in legend.get_texts()]):
                    box = text.get_window_extent()
                    self.assertTrue(edge.x0 <= box.x0 and box.x1 <= edge.x1 and box.y1 <= edge.y1, (name, text.get_text()))

    def test_which_trajectory(self):
        run = lhits.open_run(self.run_directory)
        self.assertEqual(run.title, "A title of the deck")
        found = {which: run.forecast("z2", trajectory=which) for which in ("best", "median", "worst")}
        errors = {which: own.error[own.trajectory, 1:].mean() for which, own in found.items()}
        self.assertLessEqual(errors["best"], errors["median"])
        self.assertLess(errors["best"], errors["worst"])
        for which in found:
            title = lhits.figures.draw_latent(run, "z2", trajectory=which)._suptitle.get_text()
            self.assertIn(f"test trajectory {found[which].trajectory} ({which} of 2)", " ".join(title.split()))
        with self.assertRaisesRegex(lhits.InputError, "expected one of z2, z3, full, found z9"):
            lhits.figures.draw_fields(run, "z9")
        with self.assertRaisesRegex(lhits.InputError, "expected an estimate in report.json"):
            lhits.figures.draw_dimension(run)

    def test_movies(self):
        for directory, name in ((self.run_directory, "z2"), (self.spirals, "z2")):
            out = self.folder / f"movies-{directory.name}"
            done = self.python(POSTPROCESS / "plot.py", directory, "--movie", "--out", out)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            written = {path.name.partition(".")[0] for path in out.iterdir()}
            self.assertIn(f"movie_{name}", written)
            for path in out.glob("*.gif"):
                from PIL import Image
                with Image.open(path) as movie:
                    self.assertGreater(movie.n_frames, 4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
