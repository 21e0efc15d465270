#!/usr/bin/python3
"""lhits export: TorchScript run by Python's torch.jit.load, and HDF5 run by nothing but what its attributes say."""

import math
import unittest

import h5py
import numpy as np
import torch

import harness
import refusals
from refusals import Refusal


def relative(one, other):
    return np.linalg.norm(one - other) / np.linalg.norm(other)


class DocumentedModel:
    """An exported HDF5 file, run as its attributes tell: in double precision, one number after the other."""

    ACTIVATIONS = {"linear": lambda y: y, "relu": lambda y: np.maximum(y, 0), "tanh": np.tanh,
                   "silu": lambda y: y / (1 + np.exp(-y)),
                   "gelu": lambda y: y * (1 + np.vectorize(math.erf)(y / np.sqrt(2))) / 2}

    def __init__(self, path):
        self.file = h5py.File(path)

    def network(self, name, x):
        bypassed = x @ self.file[f"{name}/bypass"][:].astype(float) if "bypass" in self.file[name] else 0
        for number in range(self.file[name].attrs["layers"]):
            layer = self.file[f"{name}/layer-{number + 1}"]
            x = self.ACTIVATIONS[layer.attrs["activation"]](x @ layer["weight"][:].astype(float) + layer["bias"][:])
        return x + bypassed

    def affine(self, name):
        return self.file[f"{name}/offset"][:].astype(float), self.file[f"{name}/scale"][:].astype(float)

    def shifted(self, x, phase):
        waves = np.arange(len(x) // 2 + 1)
        return np.fft.irfft(np.fft.rfft(x) * np.exp(1j * phase * np.where(2 * waves < len(x), waves, 0)), len(x))

    def encode(self, x):
        (offset, scale), (latent_offset, latent_scale) = self.affine("scaler"), self.affine("latent_scaler")
        n, z = self.file.attrs["state_size"], []
        x = x.astype(float)
        if self.file.attrs["phases"]:
            z = [np.angle(np.fft.rfft(x[:n])[1])]
            x[:n] = self.shifted(x[:n], -z[0])
        behind = [] if len(x) == n else x[n:]
        return (np.concatenate([z, self.network("encoder", (x[:len(offset)] - offset) / scale), behind]) - latent_offset) / latent_scale

    def step(self, z, stride):
        change = self.network(f"stepper-{stride}", z[self.file.attrs["phases"]:])
        return np.concatenate([z[:len(change)] + change, z[len(change):]])

    def decode(self, z):
        (offset, scale), (latent_offset, latent_scale) = self.affine("scaler"), self.affine("latent_scaler")
        z = z * latent_scale + latent_offset
        phases, latent = self.file.attrs["phases"], self.file.attrs["latent"]
        x = self.network("decoder", z[:, phases:phases + latent]) * scale + offset
        return np.array([self.shifted(state, phase[0]) for state, phase in zip(x, z)]) if phases else x

    def forecast(self, x, steps):
        known = {0: self.encode(x)}
        for stride in self.file["strides"][:]:
            times = sorted(known)
            for time, end in zip(times, [*times[1:], steps + 1]):
                for at in range(time, end - stride, stride):
                    known[at + stride] = self.step(known[at], stride)
        last = max(known)
        if last < steps:
            known[last + stride] = self.step(known[last], stride)
        times = sorted(known)
        columns = np.array([known[time] for time in times]).T
        return self.decode(np.array([np.interp(np.arange(steps + 1), times, column) for column in columns]).T)


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.autoencoder = harness.finished_run(cls.folder / "autoencoder", 1)
        cls.pca = harness.finished_run(cls.folder / "pca", 2, reduction__kind='"pca"', reduction__latent=3,
                                       reduction__scaler='"min-max"', steppers__strides="[3, 6, 12]",
                                       steppers__activation='"relu"', coupling__search='"exhaustive"')
        cls.residual = harness.finished_run(cls.folder / "residual", 1, reduction__kind='"pca-residual"', reduction__latent=2,
                                            reduction__activation='"gelu"', reduction__baseline="false")
        cls.known = harness.finished_run(cls.folder / "known", 1, **harness.KNOWN)
        cls.told = harness.finished_run(cls.folder / "told", 1, **{**harness.KNOWN, "observation__delays": [],
                                                                   "reduction__conditioned": "true"})
        alike = dict(parameters__names=[], parameters__low=[], parameters__high=[])
        cls.aligned = [harness.finished_run(cls.folder / name, 1, **{**harness.WITHOUT_PHASE, **values})
                       for name, values in (("one-length", alike), ("lengths", {}))]
        cls.spirals = harness.finished_run(cls.folder / "spirals", 1, harness.SPIRALS)

    def export(self, directory, form, *options, ranks=1):
        output = self.folder / f"{directory.name}{'-'.join(options)}.{form}"
        harness.output_of(ranks, "export", directory / "model.h5", "--format", form, *options, "-o", output)
        self.assertEqual([path.name for path in self.folder.glob("*.part")], [])
        return output

    def truth(self, directory, group):
        """(initial states, forecasts of ours)."""
        with h5py.File(directory / "trajectories.h5") as data, h5py.File(directory / "forecast.h5") as results:
            return harness.input_rows(directory), results[group]["u_predicted"][:]

    def check_torch(self, directory, group, *options, within=1e-6):
        module = torch.jit.load(str(self.export(directory, "torchscript", *options)))
        x, ours = self.truth(directory, group)
        with torch.no_grad():
            made = module(torch.from_numpy(x), ours.shape[1] - 1).numpy()
            self.assertEqual(made.shape, ours.shape)
            self.assertLess(relative(made, ours), within)
            alone = module.forecast(torch.from_numpy(x[:1]), ours.shape[1] - 1).numpy()
            self.assertLess(relative(alone, ours[:1]), within)
        return module, x, ours

    def test_torchscript_of_an_autoencoder(self):
        module, x, ours = self.check_torch(self.autoencoder, "z3", "--surrogate", "z3")
        self.check_torch(self.autoencoder, "z2", "--surrogate", "z2")
        self.assertEqual((module.system, module.surrogate, module.kind, module.state_size, module.latent, module.dt),
                         ("fhn-lattice-boltzmann", "z3", "autoencoder", 42, 3, 1.0))
        self.assertEqual((module.time_units, module.x_units, module.component_names, module.all_strides),
                         ("1", "1", ["u", "v"], [1, 2, 4, 8, 16]))
        with h5py.File(self.autoencoder / "model.h5") as file:
            coupling = dict(file["z3/coupling/unseen"].attrs)
            np.testing.assert_array_equal(module.x.numpy(), file["coordinates/x"][:])
            np.testing.assert_array_equal(module.component.numpy(), file["coordinates/component"][:])
        self.assertEqual(module.strides, module.all_strides[coupling["finest"]:coupling["coarsest"] + 1][::-1])
        with h5py.File(self.autoencoder / "forecast.h5") as file, torch.no_grad():
            z = module.encode(torch.from_numpy(x))
            self.assertLess(relative(z.numpy(), file["z3/latent_true"][:, 0]), 1e-6)
            self.assertLess(relative(module.decode(z).numpy(), ours[:, 0]), 1e-6)
            self.assertTrue(torch.equal(module.step(z, 8), module.stepper_8(z)))
            self.assertEqual(module.stepper_8.stride, 8)
        self.assertRaisesRegex(torch.jit.Error, "expected a stride that has a stepper", module.step, z, 3)
        self.assertRaisesRegex(torch.jit.Error, "expected states of the shape", module.forward, torch.zeros(42), 3)

    def test_torchscript_of_other_reductions(self):
        module, _, ours = self.check_torch(self.pca, "z3")
        self.assertEqual(module.kind, "pca")
        self.assertEqual(self.check_torch(self.residual, "z2")[0].kind, "pca-residual")
        self.assertNotEqual((ours.shape[1] - 1) % module.strides[-1], 0)  # the end lies between two nodes
        self.assertEqual(self.check_torch(self.autoencoder, "full", "--surrogate", "full")[0].kind, "identity")

    def test_torchscript_of_what_is_known_beside_a_state(self):
        module, x, _ = self.check_torch(self.known, "z2")
        self.assertEqual((module.state_size, module.input_size, module.delays, module.parameter_names), (21, 64, [3, 6], ["epsilon"]))
        with torch.no_grad():
            z = module.encode(torch.from_numpy(x))
            self.assertTrue(torch.equal(module.step(z, 4)[:, 2], z[:, 2]))
        self.check_torch(self.told, "z2")

    def test_torchscript_without_phase(self):
        """And with a parameter behind the coordinates. Short waves see the rounding of a phase several times."""
        for directory in self.aligned:
            module, x, _ = self.check_torch(directory, "z4", within=1e-5)
            self.assertEqual((module.phases, module.latent), (1, 4))
            with torch.no_grad():
                z = module.encode(torch.from_numpy(x))
                moved = module.encode(torch.from_numpy(np.hstack([np.roll(x[:, :module.state_size], 3, 1), x[:, module.state_size:]])))
            self.assertLess(float((moved - z)[:, 1:].abs().max()), 1e-5)
            self.assertGreater(float((moved - z)[:, 0].abs().min()), 1e-3)

    def test_torchscript_in_two_dimensions(self):
        module, _, _ = self.check_torch(self.spirals, "z2")
        self.assertEqual((len(module.x), len(module.y)), (512, 512))

    def test_torchscript_can_be_trained_further(self):
        module = torch.jit.load(str(self.export(self.pca, "torchscript", "--surrogate", "z3")))
        self.assertFalse(any(parameter.requires_grad for parameter in module.parameters()))
        for parameter in module.stepper_12.parameters():
            parameter.requires_grad_(True)
        module.forecast(torch.ones(2, 42), 30).square().sum().backward()
        self.assertGreater(float(module.stepper_12.network.weight_0.grad.abs().max()), 0)

    def check_hdf5(self, directory, group, *options, ranks=1, within=2e-6):
        path = self.export(directory, "hdf5", *options, ranks=ranks)
        x, ours = self.truth(directory, group)
        model = DocumentedModel(path)
        for start, forecast in zip(x, ours):
            self.assertLess(relative(model.forecast(start, ours.shape[1] - 1), forecast), within)
        model.file.visititems(lambda name, item: self.assertTrue(isinstance(item, h5py.Group) or item.attrs["long_name"], name))
        return model.file

    def test_hdf5(self):
        file = self.check_hdf5(self.autoencoder, "z3", "--surrogate", "z3")
        self.assertEqual([file[f"encoder/layer-{n}/weight"].shape for n in (1, 2, 3)], [(42, 16), (16, 16), (16, 3)])
        self.assertEqual((file.attrs["format"], file.attrs["dt"], file["coordinates"].attrs["component_names"]),
                         ("lhits export", 1.0, "u v"))
        self.check_hdf5(self.autoencoder, "full", "--surrogate", "full")
        self.check_hdf5(self.pca, "z3", ranks=2)
        self.assertEqual(self.check_hdf5(self.residual, "z2")["decoder/bypass"].shape, (2, 42))
        self.assertEqual(len(self.check_hdf5(self.spirals, "z2")["coordinates/y"]), 512)
        for directory in self.aligned:
            self.assertEqual(self.check_hdf5(directory, "z4", within=1e-5).attrs["phases"], 1)

    def test_refusals(self):
        model, whole = self.autoencoder / "model.h5", (self.autoencoder / "model.h5").read_bytes()

        def export(*arguments, form="hdf5", output="out"):
            return ["export", *arguments, "--format", form, "--output", output]

        def changed(content, *arguments):
            def prepare(folder):
                (folder / "model.h5").write_bytes(content)
                return export("model.h5", *arguments, form="torchscript")
            return prepare

        def existing(folder):
            (folder / "out").write_text("precious")
            return export(model, "--surrogate", "z2")

        def uncoupled(folder):
            deck = harness.overrides(self.folder / "uncoupled", reduction__latent=2, reduction__baseline="false")
            for stage in ("generate", "reduce", "train"):
                harness.output_of(1, stage, harness.DECK, *deck)
            return export(self.folder / "uncoupled" / "model.h5")

        refusals.check(self, [
            Refusal("no model", export("model.h5"), ["model.h5", "expected", "found no such file"]),
            Refusal("not a model", export(self.autoencoder / "forecast.h5"), ["'lhits model'", "'lhits forecasts'"]),
            Refusal("cut short", changed(whole[:len(whole) // 2]), ["model.h5", "truncated"]),
            Refusal("a flipped bit", changed(whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:]), ["model.h5", "checksum"]),
            Refusal("which surrogate", export(model), ["expected", '"z2", "z3"', "found none"]),
            Refusal("no such surrogate", export(model, "--surrogate", "z9"), ["model.h5", '"full", "z2", "z3"', 'found "z9"']),
            Refusal("unknown format", export(model, form="onnx"), ["--format", "onnx", "torchscript"]),
            Refusal("existing output", existing, ["--output", "expected", "out"]),
            Refusal("no folder", export(model, "--surrogate", "z2", output="there/out"), ["--output", "there/out"]),
            Refusal("not coupled", uncoupled, ["model.h5", "lhits couple DECK"], ranks=(1,)),
        ])


if __name__ == "__main__":
    unittest.main(verbosity=2)
