#!/usr/bin/python3
"""lhits forecast --model: new states in files of any kind, without a deck; the same numbers as in the run's forecast.h5."""

import unittest

import h5py
import numpy as np

import full_disk_test
import harness
import refusals
from refusals import Refusal


class StatesForecast(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        directory = cls.folder / "run"
        harness.output_of(1, "run", harness.DECK, *harness.overrides(directory))
        cls.model = directory / "model.h5"
        cls.trajectories = directory / "trajectories.h5"
        with h5py.File(cls.trajectories) as file, h5py.File(directory / "forecast.h5") as forecasts:
            test = file["test"]
            cls.u, cls.x, cls.components = test["u"][:], test["x"][:], test["component"][:]
            cls.times = test["time"][:]
            cls.known = forecasts["z2/u_predicted"][:]
            cls.leaving = forecasts["z2/leaving_time"][:]
            cls.distance = forecasts["z2/initial_distance"][:]
        half = len(cls.x) // 2
        cls.grid = cls.x[:half]
        cls.fields = {"u": cls.u[:, :, :half], "v": cls.u[:, :, half:]}

    def forecast(self, states, *options, ranks=1, surrogate="z2", name="out.nc"):
        """The forecast's group as arrays, its attributes, and what was said."""
        output = self.folder / name
        output.unlink(missing_ok=True)
        said = harness.output_of(ranks, "forecast", "--model", self.model, "--states", states, "--output", output,
                                 "--surrogate", surrogate, *options)
        with h5py.File(output) as file:
            group = file[surrogate]
            return {key: group[key][()] for key in group}, dict(group.attrs), said

    def netcdf(self, name, fields):
        """As netCDF-4 has it."""
        path = self.folder / name
        scales = {"time": self.times[:next(iter(fields.values())).shape[1]], "x": self.grid}
        with h5py.File(path, "w") as file:
            for scale, values in scales.items():
                file[scale] = values
                file[scale].make_scale(scale)
            for field, values in fields.items():
                file[field] = values
                for number, scale in enumerate(scales):
                    file[field].dims[number + 1].attach_scale(file[scale])
                file[field].dims[0].label = "trajectory"
        return path

    def test_same_as_in_the_run_on_any_ranks(self):
        first = {name: values[:, :1] for name, values in self.fields.items()}
        path = self.netcdf("first.nc", first)
        contents = []
        for ranks in 1, 2, 3:
            found, attributes, _ = self.forecast(path, ranks=ranks)
            contents.append(harness.content(self.folder / "out.nc"))
            np.testing.assert_array_equal(found["u_predicted"], self.known)
            np.testing.assert_array_equal(found["leaving_time"], self.leaving)
            np.testing.assert_array_equal(found["training_distance"][:, 0], self.distance)
        self.assertEqual(contents[0], contents[1])
        self.assertEqual(contents[0], contents[2])
        self.assertGreater(attributes["distance_limit"], 0.0)

    def test_files_of_other_kinds(self):
        start = {name: values[1, 0] for name, values in self.fields.items()}
        text = self.folder / "state.txt"
        np.savetxt(text, np.column_stack([self.grid, start["u"], start["v"]]), fmt="%.9g")
        bare, plain = self.folder / "bare.npz", self.folder / "plain.h5"
        np.savez(bare, **start)
        with h5py.File(plain, "w") as file:
            for name, values in {"x": self.grid, **start}.items():
                file[name] = values
        for path in text, bare, plain:
            found, _, _ = self.forecast(path)
            np.testing.assert_array_equal(found["u_predicted"][0], self.known[1], str(path))

    def test_a_file_of_ours_and_a_chosen_time(self):
        found, _, _ = self.forecast(self.trajectories, "--at", 0)
        np.testing.assert_array_equal(found["u_predicted"][-2:], self.known)
        self.assertEqual(len(found["u_predicted"]), 7)
        _, attributes, said = self.forecast(self.netcdf("all.nc", self.fields))
        self.assertEqual(attributes["start_time"], self.times[-1])
        self.assertIn(f"of {len(self.times)} times the last is taken", said)

    def test_some_times_and_points(self):
        path = self.netcdf("some.nc", {name: values[:, :1] for name, values in self.fields.items()})
        place = self.grid[5] + 0.2 * (self.grid[6] - self.grid[5])
        found, _, _ = self.forecast(path, "--steps", 32, "--every", 8, "--points", place)
        half = len(self.grid)
        np.testing.assert_array_equal(found["time"], self.times[:33:8])
        np.testing.assert_array_equal(found["u_predicted"], self.known[:, :33:8, [5, half + 5]])
        _, _, said = self.forecast(path, "--steps", 400)
        self.assertIn("400 steps are more than the 200 of the model's trajectories", said)

    def test_outside_the_training_data(self):
        path = self.netcdf("far.nc", {name: 40 * values[:, :1] for name, values in self.fields.items()})
        found, _, said = self.forecast(path)
        np.testing.assert_array_equal(found["initial_outside"], 1)
        np.testing.assert_array_equal(found["leaving_time"], 0)
        self.assertIn("2 of 2 states begin outside the training data (0, 1): ", said)

    def test_parameters_of_the_file_or_the_command(self):
        directory, path = self.folder / "epsilon", self.folder / "start.npz"
        harness.output_of(1, "run", harness.DECK, *harness.overrides(
            directory, parameters__names='["epsilon"]', parameters__low="[0.008]", parameters__high="[0.012]", reduction__latent="[2]", system__points=41))
        with h5py.File(directory / "trajectories.h5") as file, h5py.File(directory / "forecast.h5") as forecasts:
            start, epsilon = file["test/u"][0, 0], file["test/epsilon"][0]
            known = forecasts["z2/u_predicted"][0]
        np.savez(path, u=start[:41], v=start[41:])
        self.model, model = directory / "model.h5", self.model
        try:
            found, _, said = self.forecast(path, "--parameters", repr(float(epsilon)))
            self.assertIn("the file has no places along x; its points are taken to be those of the model, in order", said)
            np.testing.assert_array_equal(found["u_predicted"][0], known)
            np.testing.assert_array_equal(found["epsilon"], [epsilon])
        finally:
            self.model = model

    def test_stopped_or_on_a_full_disk(self):
        """Nothing stays behind, and the same command does it then."""
        output = self.folder / "stopped.nc"
        states = self.netcdf("stopped_from.nc", {name: values[:, :1] for name, values in self.fields.items()})
        arguments = ["forecast", "--model", self.model, "--states", states, "--output", output, "--surrogate", "z2", "--points", 5]
        for ranks, signal in (1, harness.signal.SIGINT), (2, harness.signal.SIGUSR1):
            before = harness.hashes(self.folder)
            with harness.Program(ranks, *arguments, "--steps", 500_000) as program:
                harness.wait_until((self.folder / "stopped.nc.part").exists, "a file", program)
                for pid in program.ranks():
                    harness.os.kill(pid, signal)
                self.assertEqual(program.wait(), 75, program.text)
            self.assertEqual(harness.hashes(self.folder), before)
            status, text = harness.run(ranks, *arguments, "--steps", 500_000, wrapper=full_disk_test.small_files())
            self.assertEqual(status, 1, text)
            self.assertIn("stopped.nc: cannot", text)
            self.assertEqual(harness.hashes(self.folder), before)
        harness.output_of(2, *arguments)

    def test_refusals(self):
        model = ["forecast", "--model", self.model]
        first = self.netcdf("good.nc", {name: values[:, :1] for name, values in self.fields.items()})

        def with_file(name, *options, **arrays):
            def arguments(folder):
                np.savez(folder / name, **arrays)
                return [*model, "--states", name, "--output", "out.nc", "--surrogate", "z2", *options]
            return arguments

        half = len(self.grid)
        good = np.zeros(half, "f4")
        hole = good.copy()
        hole[3] = np.nan
        also = lambda *words: [*model, "--states", first, "--output", "out.nc", *words]
        refusals.check(self, [
            Refusal("no states", [*model, "--output", "out.nc"], ["--states"]),
            Refusal("deck and model", [*also("--surrogate", "z2"), harness.DECK], ["DECK"]),
            Refusal("neither", ["forecast"], ["DECK", "--model"]),
            Refusal("which surrogate", also(), ['expected the name of one of its surrogates ("full", "z2", "z3")']),
            Refusal("no such file", [*model, "--states", "no.nc", "--output", "out.nc", "--surrogate", "z2"], ["no.nc"]),
            Refusal("other size", with_file("small.npz", u=good[1:], v=good[1:]), ["small.npz", f"states of {2 * half} values"]),
            Refusal("no v", with_file("u.npz", u=good), ["u.npz", '"v"']),
            Refusal("not finite", with_file("hole.npz", u=hole, v=good), ["hole.npz", "finite", "element 3 (u, x ="]),
            Refusal("other places", with_file("moved.npz", u=good, v=good, x=self.grid + 0.5), ["moved.npz", "x ="]),
            Refusal("no time", also("--surrogate", "z2", "--at", 77), ["expected a state at time 77", "nothing is interpolated"]),
            Refusal("point without place", also("--surrogate", "z2", "--points", "1,2"), ["--points", "1,2"]),
            Refusal("too seldom", also("--surrogate", "z2", "--every", 1000), ["--every: expected 1 to the 200 steps"]),
            Refusal("existing output", lambda folder: (folder / "out.nc").write_text("") or also("--surrogate", "z2"),
                    ["--output: expected the name of a new file"]),
        ])


if __name__ == "__main__":
    unittest.main()
