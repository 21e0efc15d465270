#!/usr/bin/python3
"""Numbers of runs: data of any size, fewer components than asked for, ties of ranks, ensembles of one member, data files
that were replaced, what a report does not know, and units of squares."""

import json
import shutil
import unittest

import h5py
import numpy as np
import xarray

import harness

TRAJECTORIES, TIMES = 8, 41
TIME = np.arange(TIMES) * 0.25
ENSEMBLE = {"forecast__members": 9, "forecast__keep_members": 9, "forecast__perturbation": '"latent"',
            "forecast__perturbation_size": 0.1, "reduction__kind": '"pca"', "reduction__scaler": '"none"', "steppers__activation": '"relu"', "steppers__batch": 0,
            "steppers__schedule": '"constant"', "steppers__learning_rate": 1e-3}


def waves(points, seed=1):
    """Of rank 2: (trajectory, time, x)."""
    random = np.random.default_rng(seed)
    x = np.linspace(0, 3, points)
    phase, size = random.uniform(0, 6, (TRAJECTORIES, 1, 1)), random.uniform(0.5, 1.5, (TRAJECTORIES, 1, 1))
    angle = 0.8 * TIME[:, None] + phase
    return size * (np.cos(angle) * np.sin(1 + x) + np.sin(angle) * np.cos(2 * x))


def data_file(folder, fields, name="data.h5"):
    """Imports fields, {name: (values, unit)}, in place of a file that is there."""
    (folder / name).unlink(missing_ok=True)
    of = ("trajectory", "time", "x")
    points = next(iter(fields.values()))[0].shape[2]
    xarray.Dataset({key: (of, values.astype("f4"), {"units": unit}) for key, (values, unit) in fields.items()},
                   {"time": ("time", TIME, {"units": "s"}), "x": ("x", np.arange(points) * 0.5, {"units": "m"})}
                   ).to_netcdf(folder / "source.nc", engine="h5netcdf")
    status, text = harness.run(1, "import", "-o", name, "source.nc", cwd=folder)
    assert status == 0, text


def lhits(folder, command, ranks=1, fresh=False, **values):
    deck = harness.file_deck(folder / "deck.toml", "data.h5", train=5, validation=2)
    return harness.run(ranks, command, deck, *["--fresh"] * fresh, *harness.overrides(**{"run__directory": "r", **values}), cwd=folder)


class Case(unittest.TestCase):
    def setUp(self):
        scope = harness.scratch_folder()
        self.addCleanup(scope.__exit__, None, None, None)
        self.folder = scope.__enter__()

    def run_deck(self, command="run", ranks=1, status=0, **values):
        found, text = lhits(self.folder, command, ranks, **values)
        self.assertEqual(found, status, text)
        return text

    def report(self, folder="r"):
        return json.loads((self.folder / folder / "report.json").read_text())

    def text(self, folder="r"):
        return (self.folder / folder / "report.md").read_text()


class Sizes(Case):
    def scaled(self, power):
        """The data times a power of two, which changes no bit of their numbers."""
        shutil.copy(self.folder / "data.h5", self.folder / f"{power}.h5")
        with h5py.File(self.folder / f"{power}.h5", "r+") as file:
            file["u"][...] = (file["u"][...].astype(float) * 2.0 ** power).astype("f4")
        return {"system__file": f'"{power}.h5"', "run__directory": f'"r{power}"'}

    def test_any_size_has_the_same_relative_numbers(self):
        data_file(self.folder, {"u": (waves(8), "K")})
        scores = {}
        for power in (0, -75, -99, 72, 115):
            self.run_deck(**self.scaled(power), forecast__members=5, forecast__perturbation='"latent"',
                          forecast__perturbation_size=0.1)
            entry = self.report(f"r{power}")["latent"][0]
            unit = 2.0 ** -power
            scores[power] = [entry["coupling"]["strides"], entry["forecast"]["valid_time"],
                             entry["forecast"]["relative_l2"], entry["reduction"]["mse_train"] * unit * unit,
                             entry["reduction"]["pca_mse_test"] * unit * unit, entry["forecast"]["mse_state"] * unit * unit,
                             entry["steppers"][0]["mse_test"] * unit * unit, entry["coupling"]["mse_validation"] * unit * unit,
                             entry["trust"]["reconstruction_error_limit"] * unit * unit,
                             entry["trust"]["outside"], entry["forecast"]["fields"][0]["rmse"] * unit,
                             *(entry["ensemble"][key] * unit for key in ("crps", "energy_score", "spread", "skill"))]
            with h5py.File(self.folder / f"r{power}/forecast.h5") as file, \
                    h5py.File(self.folder / f"r{power}/ensemble.h5") as ensemble:
                for name in ("mse_state", "mse_latent", "stepper_mse_state", "initial_reconstruction_error"):
                    self.assertEqual(file["z2"][name].dtype, float, name)
                scores[power] += [*(file["z2/mse_state"][0] * unit * unit), *(ensemble["z2/energy_score"][0] * unit),
                                  *(ensemble["z2/crps"][0].astype(float).ravel() * unit)]
            self.assertGreater(scores[power][5], 0)
        for power, found in scores.items():
            self.assertEqual(found, scores[0], power)

    def test_beyond_what_floats_have_room_for(self):
        data_file(self.folder, {"u": (waves(8), "K")})
        for power in (-120, 126):
            text = self.run_deck(status=2, **self.scaled(power))
            self.assertIn("lhits import --scale", text)
            self.assertIn("found u of", text)

    def test_without_a_scaler(self):
        data_file(self.folder, {"u": (waves(8), "K"), "p": (1e5 + waves(8, 2), "Pa")})
        text = self.run_deck(reduction__scaler='"none"', reduction__learning_rate=1e-12)
        self.assertIn('reduction.scaler = "none"', text)
        self.assertIn("found p of 1e+05", text)
        self.assertNotIn("scaler", self.run_deck(run__directory='"s"'))


class Rank(Case):
    def test_components_beyond_the_rank(self):
        for points, mean in ((8, 0.0), (8, 1e5), (300, 0.0)):  # 300: by iterations
            with self.subTest(points=points, mean=mean):
                data_file(self.folder, {"u": (mean + waves(points), "K")})
                folder = f"r{points}-{mean:g}"
                text = self.run_deck(ranks=2, **{**ENSEMBLE, "reduction__latent": "[2, 4, 6]",
                                                 "run__directory": f'"{folder}"'})
                self.assertIn("have the rank 2, and reduction.latent asks for 4, 6 coordinates", text)
                two, four, six = self.report(folder)["latent"]
                self.assertEqual(six["reduction"]["mse_test"], two["reduction"]["mse_test"])
                for entry in (four, six):  # 1e5 and more where rounding is amplified
                    self.assertLess(entry["forecast"]["mse_state"], 10)
                with h5py.File(self.folder / folder / "forecast.h5") as file:
                    self.assertFalse(file["z6/latent_true"][..., 2:].any())
                with h5py.File(self.folder / folder / "ensemble.h5") as file:
                    self.assertFalse(file["z6/members_latent"][0, :, 0, 2:].any())
                    self.assertTrue(file["z6/members_latent"][0, :, 0, :2].all())

    def test_beside_other_reductions(self):
        data_file(self.folder, {"u": (waves(8), "K")})
        for kind in ("autoencoder", "pca-residual"):
            own = {"run__directory": f'"{kind}"', "reduction__kind": f'"{kind}"', "reduction__latent": "[2, 4]"}
            text = self.run_deck(**own)
            self.assertIn("have the rank 2, and reduction.latent asks for 4 coordinates", text)
            errors = [entry["reduction"]["pca_mse_test"] for entry in self.report(kind)["latent"]]
            self.assertEqual(errors[0], errors[1])
            self.assertLess(errors[0], 1e-12)


class Ensembles(Case):
    @staticmethod
    def frequencies(group):
        """Of the ranks of the truth among the members, those that tie in equal parts."""
        x, truth = group["members"][0], group["truth"][0]
        below, ties = (x[:, 1:] < truth[1:]).sum(0).ravel(), (x[:, 1:] == truth[1:]).sum(0).ravel()
        found = np.zeros(len(x) + 1)
        for first, more in zip(below, ties):
            found[first:first + more + 1] += 1 / (more + 1)
        return found / found.sum(), ties

    def test_ties_are_spread_over_the_ranks(self):
        steps = (1 + 2e-6 * waves(6)).astype("f4")  # of a few values, which members and truth share
        data_file(self.folder, {"u": (waves(6), "K"), "v": (steps, "K")})
        found = {}
        for ranks in (1, 3):
            self.run_deck(ranks=ranks, **ENSEMBLE, run__directory=f'"r{ranks}"')
            with h5py.File(self.folder / f"r{ranks}/ensemble.h5") as file:
                expected, ties = self.frequencies(file["z2"])
                self.assertGreater((ties > 0).mean(), 0.05)
                found[ranks] = file["z2/rank_frequency"][...]
                np.testing.assert_allclose(found[ranks], expected, rtol=1e-5)
                self.assertIn("half of those that equal it", file["z2/rank"].attrs["long_name"])
                self.assertIn("in equal parts", file["z2/rank_frequency"].attrs["long_name"])
        self.assertEqual(list(found[1]), list(found[3]))

    def test_one_member(self):
        data_file(self.folder, {"u": (waves(6), "K")})
        self.run_deck(**{**ENSEMBLE, "forecast__members": 1, "forecast__keep_members": 1})
        with h5py.File(self.folder / "r/ensemble.h5") as file:
            group = file["z2"]
            error = np.abs(group["members"][0, 0].astype(float) - group["truth"][0])
            np.testing.assert_allclose(group["crps"][0], error, rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(group["energy_score"][0], np.linalg.norm(error, axis=1), rtol=1e-6)
            self.assertTrue(np.isnan(group["standard_deviation"][...]).all())
            self.assertTrue(np.isnan(group["spread"][...]).all())
            self.assertIn("one member", group["crps"].attrs["long_name"])
        self.assertIsNone(self.report()["latent"][0]["ensemble"]["spread"])
        self.assertIn("One member has no spread", self.text())


class ReplacedData(Case):
    COMMANDS = ("run", "generate", "reduce", "train", "couple", "forecast", "report")

    def refused(self, ranks=1):
        for command in self.COMMANDS:
            text = self.run_deck(command, ranks=ranks, status=2)
            self.assertIn("made of other contents", text)
            self.assertIn("system.file", text)

    def test_other_data_under_the_same_name(self):
        data_file(self.folder, {"u": (waves(8), "K")})
        self.run_deck()
        shutil.copy(self.folder / "data.h5", self.folder / "kept.h5")
        data_file(self.folder, {"u": (5 * waves(8, 3), "K")})
        self.refused()
        # The model and the forecasts are of the old data too.
        (self.folder / "r/trajectories.h5").unlink()
        self.refused(ranks=2)
        shutil.copy(self.folder / "kept.h5", self.folder / "data.h5")
        self.run_deck()
        data_file(self.folder, {"u": (waves(8), "K")})  # the same once more
        self.run_deck()
        status, text = lhits(self.folder, "run", fresh=True)
        self.assertEqual(status, 0, text)

    def test_changed_by_another_program(self):
        data_file(self.folder, {"u": (waves(8), "K")})
        self.run_deck("generate")
        with h5py.File(self.folder / "data.h5", "r+") as file:
            file["u"][3, 17, 2] += 1.0
        self.assertIn("made of other contents", self.run_deck("reduce", status=2))
        with h5py.File(self.folder / "data.h5", "r+") as file:
            file["u"][3, 17, 2] -= 1.0
            file["time"][...] *= 2
            file.attrs["dt"] = file.attrs["dt"] * 2
        self.run_deck("reduce", status=2)

    def test_initial_conditions(self):
        starts = self.folder / "starts"
        starts.mkdir()

        def write(number, wave):
            (starts / f"{number}.txt").write_text(
                "".join(f"{x} {np.tanh(x - 10 + wave):.6f} {0.1 * np.tanh(x - 10):.6f}\n" for x in range(21)))

        for i in range(7):
            write(i, 0.2 * i)
        values = {"system__initial_conditions": f'"{starts}"', "run__directory": '"r"'}
        arguments = [str(harness.DECK), *harness.overrides(**values)]
        status, text = harness.run(1, "generate", *arguments, cwd=self.folder)
        self.assertEqual(status, 0, text)
        status, text = harness.run(1, "generate", *arguments, cwd=self.folder)
        self.assertEqual(status, 0, text)
        write(3, 0.7)
        status, text = harness.run(1, "generate", *arguments, cwd=self.folder)
        self.assertEqual(status, 2, text)
        self.assertIn("system.initial_conditions", text)


class Reports(Case):
    def test_what_is_not_known(self):
        data_file(self.folder, {"u": (waves(8), "K")})
        self.run_deck()
        with h5py.File(self.folder / "r/model.h5", "r+") as file:
            del file.attrs["reduce_seconds"]
        text = self.run_deck("report")
        self.assertIn("reduce not known", text)
        self.assertIn("total not known", text)
        self.assertNotIn("diverged", text + self.text())
        self.assertIsNone(self.report()["seconds"]["reduce"])

    def test_fields_that_are_constant(self):
        data_file(self.folder, {"u": (waves(6), "K"), "v": (waves(6) * 0, "K")})
        self.run_deck()
        row = next(line for line in self.text().splitlines() if "| v " in line)
        self.assertIn("constant", row)
        self.assertNotIn("diverged", self.text())

    def test_units_of_squares(self):
        data_file(self.folder, {"u": (waves(6), "m s-1")})
        self.run_deck(forecast__members=3, forecast__perturbation='"latent"', forecast__perturbation_size=0.1)
        with h5py.File(self.folder / "r/forecast.h5") as file, h5py.File(self.folder / "r/ensemble.h5") as ensemble:
            units = {name: item.attrs["units"] for name, item in {**file["z2"], **ensemble["z2"]}.items()}
        for name in ("mse_state", "stepper_mse_state", "initial_reconstruction_error", "initial_error"):
            self.assertEqual(units[name], "(m s-1)2", name)
        for name in ("rmse_of_field", "spread", "skill", "crps", "mean_crps", "energy_score", "mean_energy_score"):
            self.assertEqual(units[name], "m s-1", name)
        self.assertEqual(units["mse_latent"], "1")
        self.assertEqual(units["valid_time"], "s")
        self.assertIn("(m s-1)²", self.text())
        self.assertIn("Times are in s.", self.text())
        self.assertNotIn("units of 1", self.text())
        self.run_deck(report__time_scale=2.5, run__directory='"scaled"')
        self.assertIn("Times are in units of 2.5 s.", self.text("scaled"))

    def test_fields_of_different_units(self):
        data_file(self.folder, {"u": (waves(6), "m s-1"), "T": (waves(6, 2), "K")})
        self.run_deck()
        with h5py.File(self.folder / "r/forecast.h5") as file:
            self.assertEqual(file["z2/mse_state"].attrs["units"], "1")
        self.assertIsNone(self.report()["units"])
        self.assertIn("fields have different units", self.text())


if __name__ == "__main__":
    unittest.main()
