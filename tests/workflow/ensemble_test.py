#!/usr/bin/python3
"""Ensemble forecasts: statistics and scores as NumPy computes them from the members; the same bits of a member in any
ensemble, and of everything on any number of ranks, in parts, and after a kill."""

import shutil
import unittest

import h5py
import numpy as np

import harness
import refusals
from refusals import Refusal

TINY = {"reduction__latent": 3, "reduction__baseline": "false", "forecast__in_sample": 0}
ENSEMBLE = {"forecast__members": 60, "forecast__perturbation": "latent", "forecast__perturbation_size": 0.1,
            "forecast__keep_members": 60, "forecast__output_every": 10, "forecast__quantiles": [0.0, 0.1, 0.5, 0.9],
            "forecast__thresholds": [-0.2, 0.1]}


def content(path):
    """But for what says which deck asked."""
    found = {key: value for key, value in harness.content(path).items() if not key.endswith(("@deck", "@models"))}
    return found


def read(path, group="z3"):
    with h5py.File(path) as file:
        return {name: item[()].astype(float) if item.dtype.kind == "f" else item[()] for name, item in file[group].items()}


def fair_crps(x, y):
    """Of the members along the first axis."""
    members = len(x)
    apart = np.abs(x[:, None] - x[None]).sum(axis=(0, 1)) / (members * (members - 1))
    return np.abs(x - y).mean(axis=0) - apart / 2


class Ensemble(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.trained = harness.finished_run(cls.folder / "trained", 2, **TINY)

    def trained_copy(self, name):
        directory = self.folder / name
        shutil.copytree(self.trained, directory)
        return directory

    def arguments(self, directory, *options, **values):
        return ["forecast", harness.DECK, *harness.overrides(directory, **TINY, **values), *options]

    def forecast(self, name, ranks=1, options=(), file="ensemble.h5", **values):
        """Runs the forecast in a copy of the trained run, or in one that is there; the path of the ensemble."""
        directory = self.folder / name
        if not directory.exists():
            self.trained_copy(name)
        status, text = harness.run(ranks, *self.arguments(directory, *options, **{**ENSEMBLE, **values}))
        self.assertEqual(status, 0, text)
        self.text = text
        return directory / file

    def test_as_numpy(self):
        data = read(self.forecast("numpy", 2))
        x = data["members"].swapaxes(0, 1)  # (member, initial condition, time, state)
        y = data["truth"]
        with h5py.File(self.trained / "trajectories.h5") as file:
            np.testing.assert_array_equal(y, file["test/u"][:, ::10].astype(float))
        close = {"rtol": 2e-5, "atol": 2e-6}
        np.testing.assert_allclose(data["mean"], x.mean(axis=0), **close)
        np.testing.assert_allclose(data["standard_deviation"], x.std(axis=0, ddof=1), **close)
        np.testing.assert_array_equal(data["minimum"], x.min(axis=0))
        np.testing.assert_array_equal(data["maximum"], x.max(axis=0))
        for level, found in zip((0.0, 0.1, 0.5, 0.9), data["quantiles"].swapaxes(0, 1)):
            np.testing.assert_allclose(found, np.quantile(x, level, axis=0), **close)
        for threshold, found in zip((-0.2, 0.1), data["probability"].swapaxes(0, 1)):
            np.testing.assert_allclose(found, (x > np.float32(threshold)).mean(axis=0), **close)
        np.testing.assert_allclose(data["crps"], fair_crps(x, y), rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(data["rank"], (x < y).sum(axis=0))
        apart = np.linalg.norm(x[:, None] - x[None], axis=-1).sum(axis=(0, 1)) / (60 * 59)
        energy = np.linalg.norm(x - y, axis=-1).mean(axis=0) - apart / 2
        np.testing.assert_allclose(data["energy_score"], energy, rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(data["counted"], 1.0)

        np.testing.assert_allclose(data["spread"], np.sqrt(x.var(axis=0, ddof=1).mean(axis=(0, 2))), **close)
        np.testing.assert_allclose(data["skill"], np.sqrt(((x.mean(axis=0) - y) ** 2).mean(axis=(0, 2))), **close)
        np.testing.assert_allclose(data["mean_crps"], fair_crps(x, y).mean(axis=(0, 2)), rtol=1e-4, atol=1e-5)
        bins = (x < y).sum(axis=0)[:, 1:].ravel() * 20 // 61
        np.testing.assert_allclose(data["rank_frequency"], np.bincount(bins, minlength=20) / bins.size, **close)
        np.testing.assert_allclose(data["rank_expected"], np.bincount(np.arange(61) * 20 // 61) / 61, **close)
        for k, threshold in enumerate((-0.2, 0.1)):
            p = (x > np.float32(threshold)).mean(axis=0)[:, 1:].ravel()
            outcome = (y > np.float32(threshold))[:, 1:].ravel()
            tenth = np.minimum(9, (p * 10 + 1e-6).astype(int))
            self.assertAlmostEqual(data["brier_score"][k], np.mean((p - outcome) ** 2), 5)
            np.testing.assert_array_equal(data["probability_count"][k], np.bincount(tenth, minlength=10))
            for b in set(tenth):
                self.assertAlmostEqual(data["forecast_probability"][k, b], p[tenth == b].mean(), 5)
                self.assertAlmostEqual(data["observed_frequency"][k, b], outcome[tenth == b].mean(), 5)

    def test_quantiles_of_more_members_than_a_block(self):
        """Between the members beside it, or off by the width of a bin."""
        data = read(self.forecast("histograms", 2, forecast__members=2500, forecast__keep_members=2500, forecast__output_every=100))
        ordered = np.sort(data["members"].swapaxes(0, 1), axis=0)
        for level, found in zip((0.0, 0.1, 0.5, 0.9), data["quantiles"].swapaxes(0, 1)):
            place = level * (len(ordered) - 1)
            low, high = ordered[int(np.floor(place))], ordered[int(np.ceil(place))]
            width = np.maximum(np.abs(low - data["control"]), np.abs(high - data["control"])) / 32 + 1e-6
            self.assertTrue(np.all((found >= low - width) & (found <= high + width)), level)

    def test_perturbation_in_latent_space(self):
        path = self.forecast("latent", forecast__members=4000, forecast__keep_members=4000, forecast__output_every=200)
        data = read(path)
        starts = data["members_latent"][:, :, 0]
        np.testing.assert_allclose(starts.std(axis=1), 0.1, rtol=0.05)  # 4 standard errors
        apart = starts - starts.mean(axis=1, keepdims=True)
        for i in range(2):
            correlation = np.corrcoef(apart[i].T) - np.eye(3)
            self.assertLess(np.abs(correlation).max(), 4 / np.sqrt(4000))
        # The same member of two initial conditions is perturbed independently.
        self.assertLess(abs(np.corrcoef(apart[0][:, 0], apart[1][:, 0])[0, 1]), 4 / np.sqrt(4000))

    def test_member_has_the_same_bits_everywhere(self):
        few = read(self.forecast("few", forecast__members=18, forecast__keep_members=18))
        many = read(self.forecast("many", 3, forecast__members=5000, forecast__keep_members=18))
        alone = read(self.forecast("alone", 2, ["--member", "17"], "member-17.h5", forecast__members=123456))
        self.assertEqual(alone["members"].shape, (2, 1, 21, 42))
        for name in ("members", "members_latent"):
            np.testing.assert_array_equal(few[name], many[name])
            np.testing.assert_array_equal(few[name][:, 17], alone[name][:, 0])
        self.assertFalse((self.folder / "alone" / "ensemble.h5").exists())

    def test_any_number_of_ranks(self):
        """Ensembles of many blocks and of one, with the truth and without."""
        for name, values in {"blocks": {"forecast__members": 5000},
                             "block": {"forecast__members": 70},
                             "drawn": {"forecast__members": 3000, "forecast__initial_conditions": "drawn",
                                       "forecast__initial_condition_count": 3, "forecast__perturbation": "state"}}.items():
            one = content(self.forecast(name, 1, **values))
            for ranks in (2, 3):
                other = content(self.forecast(f"{name}-{ranks}", ranks, **values))
                self.assertEqual(harness.differences(one, other), [], f"{name} on {ranks} ranks")

    def test_little_memory_gives_the_same_statistics(self):
        """Units one after the other, in smaller blocks: sums differ in rounding only."""
        much = read(self.forecast("much", forecast__members=3000, forecast__quantiles=[0.5]))
        little = read(self.forecast("little", 2, forecast__members=3000, forecast__quantiles=[0.5], forecast__memory=0.02))
        for name in much:
            np.testing.assert_allclose(much[name], little[name], rtol=2e-6, atol=2e-2 if "score" in name or "crps" in name else 1e-6,
                                       err_msg=name)

    def test_kill_and_resume(self):
        values = {"forecast__members": 16000, "forecast__keep_members": 800, "forecast__output_every": 1}
        whole = content(self.forecast("undisturbed", 2, **values))
        directory = self.trained_copy("killed")
        arguments = self.arguments(directory, **{**ENSEMBLE, **values, "run__checkpoint_seconds": 0})
        for ranks in (1, 3):
            before = set(directory.glob("checkpoints/gathered-*.h5"))
            with harness.Program(ranks, *arguments) as program:
                harness.wait_until(lambda: set(directory.glob("checkpoints/gathered-*.h5")) - before, "tallies", program)
                program.kill_all()
            self.assertFalse((directory / "ensemble.h5").exists())
        self.assertEqual(harness.differences(whole, content(self.forecast("killed", 2, **values))), [])
        self.assertNotIn("warning", self.text)
        self.assertEqual(list((directory / "checkpoints").iterdir()), [])

    def test_stopped_and_damaged(self):
        values = {"forecast__members": 16000, "forecast__keep_members": 0, "forecast__output_every": 1}
        whole = content(self.forecast("not_stopped", 2, **values))
        directory = self.trained_copy("stopped")
        with harness.Program(2, *self.arguments(directory, **{**ENSEMBLE, **values})) as program:
            harness.wait_until(lambda: "ensemble" in program.text or program.lines, "a sign of life", program)
            harness.wait_until(lambda: (directory / "ensemble.h5.part").exists(), "a file", program)
            for pid in program.ranks():
                harness.os.kill(pid, harness.signal.SIGUSR1)
            self.assertEqual(program.wait(), 75, program.text)
        files = sorted(directory.glob("checkpoints/gathered-*.h5"))
        if files:
            files[0].write_bytes(files[0].read_bytes()[:-100])
        self.assertEqual(harness.differences(whole, content(self.forecast("stopped", 1, **values))), [])
        self.assertEqual("it is computed again" in self.text, bool(files), self.text)

    def test_parts(self):
        values = {"forecast__members": 9000, "forecast__keep_members": 1500}
        whole = content(self.forecast("whole", 2, **values))
        for part in range(3):
            self.forecast("parts", 1 + part % 2, ["--part", f"{part}/3"], **values)
        self.assertFalse((self.folder / "parts" / "ensemble.h5").exists())
        self.assertEqual(harness.differences(whole, content(self.forecast("parts", 2, **values))), [])
        timeline = (self.folder / "parts" / "timeline.json").read_text()
        self.assertNotIn("ensemble z3", timeline)  # nothing was left to do

    def test_several_models(self):
        """Members take the models in turn: their spread is that of both."""
        other = harness.finished_run(self.folder / "other", 2, **TINY, run__seed=8)
        models = [str(self.trained / "model.h5"), str(other / "model.h5")]
        one, two = (read(self.forecast(f"model{i}", forecast__members=10, forecast__keep_members=10,
                                       forecast__models=[model])) for i, model in enumerate(models))
        both = read(self.forecast("models", 2, forecast__members=10, forecast__keep_members=10, forecast__models=models))
        np.testing.assert_array_equal(both["members"][:, ::2], one["members"][:, ::2])
        np.testing.assert_array_equal(both["members"][:, 1::2], two["members"][:, 1::2])
        np.testing.assert_allclose(both["standard_deviation"], both["members"].std(axis=1, ddof=1), rtol=2e-5, atol=2e-6)
        crps = fair_crps(both["members"].swapaxes(0, 1), both["truth"])
        np.testing.assert_allclose(both["crps"], crps, rtol=1e-4, atol=1e-5)
        # Without any other perturbation the models alone make an ensemble.
        none = read(self.forecast("models2", forecast__members=2, forecast__keep_members=2, forecast__models=models,
                                  forecast__perturbation="none", forecast__perturbation_size=0))
        self.assertGreater(none["standard_deviation"][:, -1].mean(), 1e-4)

    def test_a_trained_model_alone(self):
        """In a folder of its own, from states of files: one alone; two trajectories, whose last time is taken."""
        one, two = self.folder / "state.h5", self.folder / "states.nc"
        with h5py.File(self.trained / "trajectories.h5") as file:
            component, x, u = file["component"][()], file["x"][()], file["test/u"][:, 0].astype(float)
        with h5py.File(one, "w") as made, h5py.File(two, "w") as several:
            for name, values in {"time": np.array([0.0, 1.0]), "x": x[component == 0]}.items():
                several[name] = values
                several[name].make_scale(name)
            made["x"] = x[component == 0]
            for index, name in enumerate("uv"):
                made[name] = u[1, component == index]
                several[name] = np.stack([0 * u[:, component == index], u[:, component == index]], axis=1)
                several[name].dims[0].label = "trajectory"
                several[name].dims[1].attach_scale(several["time"])
                several[name].dims[2].attach_scale(several["x"])
        with h5py.File(self.trained / "forecast.h5") as file:
            known = file["z3/u_predicted"][:, ::10]
        for path, expected in (one, known[1:]), (two, known):
            directory = self.folder / f"elsewhere_{path.stem}"
            status, text = harness.run(2, *self.arguments(
                directory, **{**ENSEMBLE, "forecast__initial_conditions": f'"{path}"', "forecast__members": 1,
                              "forecast__keep_members": 1, "forecast__perturbation": "none", "forecast__perturbation_size": 0,
                              "forecast__models": [str(self.trained / "model.h5")]}))
            self.assertEqual(status, 0, text)
            self.assertEqual(text.count("states.nc: of 2 times the last is taken, 1\n"), path == two, text)
            found = read(directory / "ensemble.h5")
            self.assertNotIn("truth", found)
            np.testing.assert_allclose(found["members"][:, 0], expected, rtol=1e-5, atol=1e-6)
            np.testing.assert_array_equal(found["members"][:, 0], found["control"])

    def test_perturbations_of_a_file(self):
        """Nothing; and what leads from one test state to the other."""
        path = self.folder / "perturbations.h5"
        with h5py.File(self.trained / "trajectories.h5") as file, h5py.File(path, "w") as made:
            first, second = file["test/u"][:, 0].astype(float)
            made["perturbations"] = np.array([0 * first, second - first])
        found = read(self.forecast("given", forecast__members=2, forecast__keep_members=2, forecast__perturbation_size=0,
                                   forecast__perturbation=f'"{path}"'))
        np.testing.assert_array_equal(found["members"][:, 0], found["control"])
        np.testing.assert_allclose(found["members"][0, 1], found["control"][1], rtol=1e-4, atol=1e-5)

    def test_covariance_of_a_file(self):
        """Members differ from the control by what a covariance of rank 1 says: along one line in the space of states."""
        path = self.folder / "covariance.h5"
        with h5py.File(self.trained / "trajectories.h5") as file, h5py.File(path, "w") as made:
            first, second = file["test/u"][:, 0].astype(float)
            made["covariance"] = 0.01 * np.outer(second - first, second - first)
        found = read(self.forecast("covariance", 2, forecast__members=2000, forecast__keep_members=2000, forecast__perturbation_size=0,
                                   forecast__perturbation=f'"{path}"', forecast__output_every=200,
                                   forecast__initial_condition_count=1))
        starts = found["members"][0, :, 0] - found["control"][0, 0]
        line = second - first
        along = starts @ line / (line @ line)  # as far as the autoencoder follows
        self.assertAlmostEqual(along.std(), 0.1, delta=0.05)
        self.assertLess(abs(along.mean()), along.std() / 5)

    def test_sizes_and_thresholds_of_each_field(self):
        """No noise on v: the members are those whose u alone is moved; thresholds of u and v in files as of these alone."""
        both = {"forecast__perturbation": "state", "forecast__perturbation_size": [0.1, 0.0]}
        one = read(self.forecast("fields", **both, forecast__thresholds=[0.1, -0.2, 0.1], forecast__threshold_fields='["u", "u", "v"]'))
        all_of_them = read(self.forecast("fields_all", **both))
        np.testing.assert_array_equal(one["members"], all_of_them["members"])
        u, v = np.split(np.arange(42), 2)
        for k, own, other, known in (0, u, v, 1), (1, u, v, 0), (2, v, u, 1):
            np.testing.assert_array_equal(one["probability"][:, k][..., own], all_of_them["probability"][:, known][..., own])
            self.assertTrue(np.isnan(one["probability"][:, k][..., other]).all())
        same = read(self.forecast("fields_same", forecast__perturbation="state", forecast__perturbation_size=[0.1, 0.1]))
        alike = read(self.forecast("fields_alike", forecast__perturbation="state", forecast__perturbation_size=0.1))
        np.testing.assert_array_equal(same["members"], alike["members"])
        self.assertGreater(np.abs(same["members"] - one["members"]).max(), 0.01)

    def test_perturbation_along_principal_directions(self):
        with h5py.File(self.trained / "model.h5") as file:
            deviation = np.sqrt(file["pca/variances"][0])
            direction = file["pca/components"][0]
        found = read(self.forecast("pca", forecast__members=2000, forecast__keep_members=2000, forecast__perturbation="pca",
                                   forecast__perturbation_directions=1, forecast__perturbation_size=0.05,
                                   forecast__output_every=200, forecast__initial_condition_count=1))
        # A line of states: decoded ones spread along the direction, as far as the autoencoder follows.
        starts = found["members"][0, :, 0] - found["control"][0, 0]
        along = starts @ direction
        self.assertTrue(0.3 < along.std() / (0.05 * deviation) < 3, along.std() / (0.05 * deviation))
        self.assertLess(abs(along.mean()), along.std() / 5)

    def test_some_points(self):
        every = read(self.forecast("points_all"))
        some = read(self.forecast("points_some", 2, forecast__output_points=[0, 5, 41]))
        np.testing.assert_array_equal(some["state"], [0, 5, 41])
        np.testing.assert_array_equal(some["x"], every["x"][[0, 5, 41]])
        for name in ("members", "mean", "crps", "control"):
            np.testing.assert_allclose(some[name], every[name][..., [0, 5, 41]], rtol=1e-5, atol=2e-6, err_msg=name)

    def test_what_leaves_the_training_data(self):
        """Far away: told, counted; with the switch it ends there."""
        far = {"forecast__perturbation_size": 30.0, "forecast__initial_condition_count": 1}
        goes_on = read(self.forecast("far", **far))
        self.assertIn("of the members leave the training data", self.text)
        self.assertGreater(goes_on["outside"][0, 0], 0.9)
        np.testing.assert_array_equal(goes_on["left"], np.maximum.accumulate(goes_on["left"], axis=1))
        (self.trained_copy("far_stopped") / "forecast.h5").unlink()  # its forecasts do not stop
        stops = read(self.forecast("far_stopped", 2, forecast__stop_outside="true", **far))
        left = np.isnan(stops["members"][0, :, :, 0])  # (member, time)
        np.testing.assert_allclose(left.mean(axis=0), stops["left"][0], atol=1e-6)
        np.testing.assert_allclose(1 - left.mean(axis=0), stops["counted"][0], atol=1e-6)
        kept = ~left[..., None] & np.ones(42, bool)
        np.testing.assert_array_equal(stops["members"][0][kept], goes_on["members"][0][kept])
        near = read(self.forecast("near", forecast__perturbation_size=1e-4))
        self.assertEqual(near["outside"].max(), 0.0)

    def test_beside_each_other(self):
        """Another ensemble in the same run has a file of its own, or the earlier one is kept under another name."""
        first = self.forecast("beside")
        before = first.read_bytes()
        directory = first.parent
        values = {**ENSEMBLE, "forecast__members": 61}
        self.forecast("beside", file="second.h5", **values, forecast__ensemble_file='"second.h5"')
        self.forecast("beside")
        self.assertIn("is there", self.text)
        self.assertEqual(first.read_bytes(), before)
        self.forecast("beside", **values)
        self.assertIn("forecast: key forecast.members was 60 and is now 61: the ensemble is made again", self.text)
        self.assertEqual((directory / "ensemble.h5.1").read_bytes(), before)
        one, other = harness.content(first), harness.content(directory / "second.h5")
        self.assertEqual(harness.differences(one, other), ["@deck"])  # which names the file

    def test_refusals(self):
        perturbed = {"forecast__perturbation": "latent", "forecast__perturbation_size": 0.1}

        def check(name, words, *options, **values):
            def prepare(folder):
                shutil.copytree(self.trained, folder / "run")
                return self.arguments("run", *options, **values)

            return Refusal(name, prepare, words)

        with h5py.File(self.folder / "wide.h5", "w") as file:
            file["perturbations"] = np.zeros((5, 43))
        with h5py.File(self.folder / "bent.h5", "w") as file:
            file["covariance"] = np.triu(np.ones((42, 42)))
        with h5py.File(self.folder / "negative.h5", "w") as file:
            file["covariance"] = np.diag([-1.0] + 41 * [1.0])
        other = harness.finished_run(self.folder / "grid", 2, **TINY, system__points=23)
        (self.folder / "cut.h5").write_bytes((self.trained / "model.h5").read_bytes()[:-1000])
        with h5py.File(self.folder / "state23.h5", "w") as made:
            made["x"] = np.linspace(0, 20, 23)
            made["u"] = made["v"] = np.zeros(23)
        refusals.check(self, [
            check("no members", ["forecast.members", "at least 1", "found 0"], forecast__members=0),
            check("the same member often", ["forecast.members", "nothing perturbs them", "found 5"], forecast__members=5),
            check("no size", ["forecast.perturbation_size", "greater than 0"], forecast__members=5, forecast__perturbation="state"),
            check("size of nothing", ["forecast.perturbation_size"], forecast__perturbation_size=0.1),
            check("thresholds", ["forecast.thresholds", "increasing order", "0.1 after 0.5"], forecast__thresholds=[0.5, 0.1]),
            check("quantiles", ["forecast.quantiles", "increasing order"], forecast__quantiles=[0.5, 0.5]),
            check("a quantile of 2", ["forecast.quantiles", "from 0 to 1"], forecast__quantiles=[2]),
            check("more kept than there are", ["forecast.keep_members", "at most the 5"], forecast__members=5,
                  forecast__keep_members=6, **perturbed),
            check("points", ["forecast.output_points", "from 0 to 41", "found 42"], forecast__members=5,
                  forecast__output_points=[1, 42], **perturbed),
            check("how many drawn", ["forecast.initial_condition_count"], forecast__initial_conditions="drawn"),
            check("more tests than there are", ["forecast.initial_condition_count", "2 test"], forecast__initial_condition_count=3),
            check("farther than the truth", ["forecast.steps", "200"], forecast__steps=300),
            check("rare outputs", ["forecast.output_every", "200"], forecast__output_every=201),
            check("a file elsewhere", ["forecast.ensemble_file"], forecast__ensemble_file='"../x.h5"'),
            check("no file of states", ["no_such"], forecast__initial_conditions='"no_such"'),
            check("states of another grid", ["21", "23"], forecast__initial_conditions=f'"{self.folder}/state23.h5"'),
            check("no model", ["no_such.h5"], forecast__models='["no_such.h5"]'),
            check("a model of another grid", ["grid/model.h5", "n =", "42", "46"], forecast__models=f'["{other}/model.h5"]'),
            check("a model cut short", ["cut.h5"], forecast__models=f'["{self.folder}/cut.h5"]'),
            check("wide perturbations", ["wide.h5", "(5, 43)"], forecast__members=5,
                  forecast__perturbation=f'"{self.folder}/wide.h5"'),
            check("a bent covariance", ["bent.h5", "symmetric"], forecast__members=5,
                  forecast__perturbation=f'"{self.folder}/bent.h5"'),
            check("a negative covariance", ["negative.h5", "negative eigenvalue"], forecast__members=5,
                  forecast__perturbation=f'"{self.folder}/negative.h5"'),
            check("sizes of three fields", ["forecast.perturbation_size", "2 components (u v)", "found 3"], forecast__members=5,
                  forecast__perturbation="state", forecast__perturbation_size=[1, 2, 3]),
            check("sizes of latent coordinates", ["forecast.perturbation_size", "one number"], forecast__members=5,
                  forecast__perturbation="latent", forecast__perturbation_size=[1, 2]),
            check("fields of thresholds", ["forecast.threshold_fields", "each of the 2 thresholds"], forecast__thresholds=[0, 1],
                  forecast__threshold_fields='["u"]'),
            check("a field that is not there", ["forecast.threshold_fields", "(u v)", "w"], forecast__thresholds=[0],
                  forecast__threshold_fields='["w"]'),
            check("many directions", ["forecast.perturbation_directions"], forecast__members=5, forecast__perturbation="pca",
                  forecast__perturbation_size=0.1, forecast__perturbation_directions=40),
            check("little memory", ["forecast.memory", "output_every"], forecast__memory=1e-4, **perturbed, forecast__members=5),
            check("a member that is not there", ["--member", "from 0 to 4", "found 5"], "--member", "5", **perturbed,
                  forecast__members=5),
        ])


if __name__ == "__main__":
    unittest.main()
