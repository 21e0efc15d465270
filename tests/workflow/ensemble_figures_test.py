#!/usr/bin/python3
"""postprocess/ensemble.py draws what ensemble files hold, and plot.py as well; the module lhits reads them."""

import contextlib
import io
import pathlib
import shutil
import subprocess
import sys
import unittest

import h5py
import numpy as np

import harness

POSTPROCESS = pathlib.Path(__file__).resolve().parents[2] / "postprocess"
sys.path.insert(0, str(POSTPROCESS))
import lhits  # noqa: E402
import matplotlib  # noqa: E402
from lhits.figures.catalogue import ensemble_figures  # noqa: E402
from lhits.figures.ensembles import DEPARTURES, telling_points  # noqa: E402

ENSEMBLE = {"forecast__perturbation": "latent", "forecast__perturbation_size": 0.3, "forecast__members": 30,
            "forecast__output_every": 10, "forecast__keep_members": 4}
WITH_TRUTH = {"plumes", "scores", "ranks", "probability", "reliability"}


def of_label(items, label):
    """The artist of that label."""
    return next(item for item in items if item.get_label() == label)


def edge(collection):
    """The corners of a filled band."""
    return {tuple(corner) for corner in np.float32(collection.get_paths()[0].vertices)}


class EnsembleFigures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.tiny = {"reduction__baseline": "false", "reduction__latent": 3, "forecast__in_sample": 0}
        cls.trained = harness.finished_run(cls.folder / "trained", 2, forecast__quantiles=[0.1, 0.4, 0.9],
                                           forecast__thresholds=[-0.2, 0.1], **cls.tiny, **ENSEMBLE)
        cls.whole = cls.trained / "ensemble.h5"
        cls.spirals = harness.finished_run(cls.folder / "spirals", 1, harness.SPIRALS, forecast__thresholds=[-0.2, 0.1], **ENSEMBLE)

    def forecast(self, name, *options, **values):
        """An ensemble by the trained model, in a directory of its own; only drawn states need nothing else of the run."""
        directory = self.folder / name
        if "forecast__initial_conditions" not in values:
            shutil.copytree(self.trained, directory, ignore=shutil.ignore_patterns("ensemble.h5", "forecast.h5", "figures"))
        status, text = harness.run(1, "forecast", harness.DECK, *options, *harness.overrides(
            directory, forecast__models=[str(self.trained / "model.h5")], **{**self.tiny, **ENSEMBLE, **values}))
        self.assertEqual(status, 0, text)
        return directory

    def drawn(self, path, initial_condition=0):
        """{what: that it was drawn}, of the one group of the file."""
        out = self.folder / f"figures-{path.parent.name}-{path.stem}"
        drawn = ensemble_figures(lhits.open_run(path.parent), path.name, initial_condition)
        with contextlib.redirect_stdout(io.StringIO()):
            lhits.figures.write_all(drawn, out)
        for name, _ in drawn:
            self.assertTrue((out / f"{name}.pdf").read_bytes().startswith(b"%PDF"))
            height, width = matplotlib.image.imread(out / f"{name}.png").shape[:2]
            self.assertTrue(600 <= width <= 3000 and 300 <= height <= 3000, (name, width, height))
        return {name.split("_")[1] for name, _ in drawn}

    def see(self, path, initial_condition=0):
        """The run, the one ensemble of the file, and its datasets."""
        run = lhits.open_run(path.parent)
        ensemble, = run.read_ensembles(initial_condition, path.name).values()
        with h5py.File(path) as file:
            return run, ensemble, {name: item[()] for name, item in file[ensemble.group].items()}

    def test_whatever_a_file_holds(self):
        self.assertEqual(self.drawn(self.whole), WITH_TRUTH)
        self.assertEqual(self.drawn(self.spirals / "ensemble.h5"), WITH_TRUTH)
        bare = self.forecast("bare", forecast__initial_conditions="drawn", forecast__initial_condition_count=2,
                             forecast__keep_members=0)
        self.assertEqual(self.drawn(bare / "ensemble.h5", 1), {"plumes"})
        few = self.forecast("few", forecast__output_points=[0, 5, 40], forecast__thresholds=[0.0, 5.0])
        self.assertEqual(self.drawn(few / "ensemble.h5"), WITH_TRUTH)
        left = self.forecast("left", forecast__perturbation_size=30.0, forecast__stop_outside="true", forecast__quantiles=[0.5])
        self.assertEqual(self.drawn(left / "ensemble.h5"), {"plumes", "scores", "ranks", "departures"})
        member = self.forecast("member", "--member", "3")
        self.assertEqual(self.drawn(member / "member-3.h5"), {"plumes"})

    def test_plumes(self):
        run, ensemble, data = self.see(self.whole, 1)
        elements = telling_points(ensemble)
        self.assertEqual([data["component"][e] for e in elements], [0, 0, 1, 1])
        variance = (data["standard_deviation"][1].astype(float)**2).mean(axis=0)
        self.assertIn(np.argmax(variance[:21]), elements[:2])
        self.assertIn(21 + np.argmax(variance[21:]), elements[2:])
        axes = np.array(lhits.figures.draw_plumes(run, initial_condition=1).axes).reshape(4, 2)
        with h5py.File(self.whole) as file:
            valid = file["z3"].attrs["calibrated_valid_time"]
        for row, e in zip(axes, elements):
            place = f"{'uv'[data['component'][e]]} at x = {data['x'][e]:g}"
            self.assertEqual(row[0].get_title(loc="left"), place)
            for axis, reference in zip(row, (0, data["control"][1, :, e])):
                for label, values in (("truth", data["truth"]), ("control", data["control"]),
                                      ("quantile 0.4", data["quantiles"][:, 1]), ("4 of 30 members", data["members"][:, 0])):
                    line = of_label(axis.lines, label)
                    np.testing.assert_array_equal(line.get_xdata(), data["time"])
                    np.testing.assert_allclose(line.get_ydata(), values[1, :, e] - reference, atol=1e-7)
                band, = axis.collections
                self.assertEqual(band.get_label(), "quantiles 0.1 to 0.9")
                for level in (0, 2):
                    corners = np.float32(np.stack([data["time"], data["quantiles"][1, level, :, e] - reference], axis=1))
                    self.assertLessEqual(set(map(tuple, corners)), edge(band))
                self.assertEqual(set(of_label(axis.lines, f"calibrated valid time = {valid:.4g}").get_xdata()), {valid})

    def test_plumes_without_quantiles(self):
        run, ensemble, data = self.see(self.spirals / "ensemble.h5")
        elements = telling_points(ensemble)
        axis = lhits.figures.draw_plumes(run).axes[0]
        extremes, deviation = axis.collections
        e, mean, own = elements[0], data["mean"][0], data["standard_deviation"][0]
        for band, edges in ((extremes, (data["minimum"][0], data["maximum"][0])), (deviation, (mean - own, mean + own))):
            for values in edges:
                corners = np.float32(np.stack([data["time"], values[:, e]], axis=1))
                self.assertLessEqual(set(map(tuple, corners)), edge(band))
        self.assertEqual(axis.get_title(loc="left"), f"u at x = {data['x'][e]:.3g}, y = {data['y'][e]:.3g}")

    def test_scores_ranks_and_reliability(self):
        run, ensemble, data = self.see(self.whole)
        over_time, crps, against = lhits.figures.draw_scores(run).axes[:3]
        for axis, name in ((over_time, "spread"), (over_time, "skill"), (crps, "mean_crps")):
            np.testing.assert_array_equal(of_label(axis.lines, ensemble.datasets[name].title).get_ydata(), data[name])
        np.testing.assert_allclose(against.collections[0].get_offsets(), np.stack([data["spread"], data["skill"]], axis=1))
        expected, = against.lines
        np.testing.assert_allclose(expected.get_ydata(), np.sqrt(31 / 30) * np.array(expected.get_xdata()))

        axis, = lhits.figures.draw_ranks(run).axes
        bars = [patch for patch in axis.patches if isinstance(patch, matplotlib.patches.Rectangle)]
        np.testing.assert_array_equal([bar.get_height() for bar in bars], data["rank_frequency"])
        steps, = (patch for patch in axis.patches if isinstance(patch, matplotlib.patches.StepPatch))
        np.testing.assert_array_equal(steps.get_data().values, data["rank_expected"])

        axis, below = lhits.figures.draw_reliability(run).axes
        for k, threshold in enumerate(("-0.2", "0.1")):
            line, counts = axis.lines[1 + k], data["probability_count"][k]
            self.assertTrue(line.get_label().startswith(f"above {threshold}: "))
            np.testing.assert_array_equal(line.get_xdata(), data["forecast_probability"][k][counts > 0])
            np.testing.assert_array_equal(line.get_ydata(), data["observed_frequency"][k][counts > 0])
            np.testing.assert_array_equal(below.patches[k].get_data().values, counts)

    def test_probabilities(self):
        run, ensemble, data = self.see(self.whole, 1)
        axes = np.array(lhits.figures.draw_probability(run, initial_condition=1).axes[:4]).reshape(2, 2)
        for component, row in enumerate(axes):
            for k, axis in enumerate(row):
                own = data["component"] == component
                shown = axis.images[0].get_array().reshape(21, -1, len(data["time"]))  # rows of pixels of each point
                np.testing.assert_array_equal(shown, np.broadcast_to(data["probability"][1, k][:, own].T[:, None], shown.shape))
                self.assertEqual(axis.get_title(loc="left"), f"{'uv'[component]} above {data['threshold'][k]:g}")
        # The contour crosses between points where the truth is below and above.
        x, truth = data["x"][:21], data["truth"][1, :, :21]
        corners = np.concatenate([path.vertices for lines in axes[0, 1].collections for path in lines.get_paths()])
        self.assertGreater(len(corners), 10)
        for time, place in corners:
            i = np.flatnonzero(data["time"] == time)
            if len(i):
                self.assertAlmostEqual(float(np.interp(place, x, truth[i[0]])), 0.1, 4)

    def test_probabilities_on_a_plane(self):
        run, ensemble, data = self.see(self.spirals / "ensemble.h5")
        axes = np.array(lhits.figures.draw_probability(run).axes[:16]).reshape(4, 4)
        self.assertEqual(len(data["time"]), 5)
        for row, (component, k) in zip(axes, ((0, 0), (0, 1), (1, 0), (1, 1))):
            own = np.flatnonzero(data["component"] == component)
            by_place = own[np.lexsort((data["x"][own], data["y"][own]))]
            for i, axis in zip((0, 1, 3, 4), row):
                np.testing.assert_array_equal(axis.images[0].get_array().ravel(), data["probability"][0, k, i, by_place])

    def test_departures(self):
        path = self.forecast("departures", forecast__perturbation_size=3.0) / "ensemble.h5"
        run, ensemble, data = self.see(path)
        self.assertGreater(data["left"][0].max(), 0)
        axis, = lhits.figures.draw_departures(run).axes
        for name in ("outside", "left", "counted"):
            np.testing.assert_array_equal(of_label(axis.lines, DEPARTURES[name]).get_ydata(), data[name][0])

    def run_script(self, name, *arguments):
        return subprocess.run([sys.executable, "-B", POSTPROCESS / name, *map(str, arguments)], capture_output=True, text=True)

    def test_commands(self):
        """plot.py draws them beside the others, whatever the file's name; where there is nothing else, alone."""
        names = {f"ensemble_{what}_z3.{end}" for what in WITH_TRUTH for end in ("png", "pdf")}
        done = self.run_script("ensemble.py", self.trained, "--initial-condition", 1)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual({path.name for path in (self.trained / "figures").iterdir()}, names)
        done = self.run_script("plot.py", self.trained, "--out", self.folder / "all")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        found = {path.name for path in (self.folder / "all").iterdir()}
        self.assertLess(names | {"fields_z3.png", "error_over_time.png"}, found)
        other = self.forecast("other", forecast__initial_conditions="drawn", forecast__initial_condition_count=1,
                              forecast__ensemble_file='"other.h5"')
        done = self.run_script("plot.py", other)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual({path.name for path in (other / "figures").iterdir()}, {"other_plumes_z3.png", "other_plumes_z3.pdf"})

    def test_refusals(self):
        directory = self.folder / "refused"
        directory.mkdir()
        (directory / "cut.h5").write_bytes(self.whole.read_bytes()[:-1000])
        for words, *arguments in (
                (["ensemble.h5"], "ensemble.py", directory),
                (["cut.h5"], "ensemble.py", directory, "--file", "cut.h5"),
                (["cut.h5"], "plot.py", directory),
                (["lhits ensemble", "lhits trajectories"], "ensemble.py", self.trained, "--file", "trajectories.h5"),
                (["--initial-condition", "0 to 1", "found 2"], "ensemble.py", self.trained, "--initial-condition", 2),
                (["--initial-condition", "found -1"], "ensemble.py", self.trained, "--initial-condition", -1)):
            done = self.run_script(*arguments, "--out", directory / "figures")
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done.stderr)
            for word in (*words, "expected", "found"):
                self.assertIn(word, done.stderr)
            self.assertFalse((directory / "figures").exists())

    def test_read_by_the_module(self):
        with lhits.open_file(self.whole, "lhits ensemble") as file:
            self.assertEqual((list(file.groups), file.attributes["groups"], file.attributes["ensemble_size"]), (["z3"], "z3", 30))
            group = file["z3"]
            members = group.variable("members", "initial_condition", "member", "time", "state")
            self.assertEqual((members.shape, members.units), ((2, 4, 21, 42), "1"))
            np.testing.assert_array_equal(members.along("time"), np.arange(0.0, 201.0, 10.0))
            np.testing.assert_array_equal(members.along("member"), np.arange(4))
            quantiles = group.variable("quantiles", "initial_condition", "quantile", "time", "state")
            np.testing.assert_array_equal(quantiles.along("quantile"), [0.1, 0.4, 0.9])
            np.testing.assert_array_equal(group["probability"].along("threshold"), [-0.2, 0.1])
            self.assertGreater(group.attributes["crps"], 0)
        member = self.forecast("alone", "--member", "3") / "member-3.h5"
        with lhits.open_file(member, "lhits ensemble") as file:
            self.assertEqual((file["z3/members"].shape, file["z3/members"].along("member")), ((2, 1, 21, 42), [3]))
            with lhits.open_file(self.whole) as whole:
                np.testing.assert_array_equal(file["z3/members"][:, 0], whole["z3/members"][:, 3])


if __name__ == "__main__":
    unittest.main(verbosity=2)
