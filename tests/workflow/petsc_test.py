#!/usr/bin/python3
"""The systems that PETSc integrates, through all stages and with decks that are refused."""

import re
import unittest

import harness
import refusals
from refusals import Refusal

ODE = 'kind = "ode"\nequation = "van-der-pol"\nsteps = 200\n'
PDE = 'kind = "fhn-pde"\npoints = 140\nsteps = 90\ndt = 0.05\nrelative_tolerance = 1e-4\n'


def deck(folder, system, **values):
    """The tiny deck with another [system], as my.toml; returns the arguments of a run with `values` set."""
    text = harness.DECK.read_text()
    changed = re.sub(r"\[system\]\n.*?\n\n", f"[system]\n{system}\n", text, flags=re.DOTALL)
    assert changed != text
    (folder / "my.toml").write_text(changed)
    return ["run", "my.toml", *harness.overrides(**values)]


def refused(system, **values):
    return lambda folder: deck(folder, system, **values)


class Petsc(unittest.TestCase):
    def check_bits(self, system, ranks, **values):
        with harness.scratch_folder() as folder:
            contents = []
            for count in ranks:
                status, text = harness.run(count, *deck(folder, system, directory=folder / str(count), **values), cwd=folder)
                self.assertEqual(status, 0, text)
                contents.append(harness.run_content(folder / str(count)))
            for count, content in zip(ranks[1:], contents[1:]):
                self.assertEqual(harness.differences(contents[0], content), [], f"{count} ranks, and {ranks[0]}")
        return contents[0]

    def test_ode_in_full_space(self):
        found = self.check_bits(ODE, (1, 3), reduction__latent=1, reduction__baseline="true", reduction__iterations=20)
        self.assertIn("forecast.h5/full/u_predicted", found)

    def test_fhn_pde_with_principal_components(self):
        """A state that is large enough for iterations: n = 280."""
        found = self.check_bits(PDE, (1, 3), reduction__kind='"pca"', reduction__baseline="false", steppers__iterations=50)
        self.assertIn("model.h5/pca/components", found)

    def test_refusals(self):
        refusals.check(self, [
            Refusal("unknown equation", refused(ODE.replace("van-der-pol", "van-der-pole")),
                    ["system.equation: expected one of", 'nearest: "van-der-pol"']),
            Refusal("coefficient of another equation", refused(ODE, system__sigma=3), ["system.sigma: expected a known key"]),
            Refusal("box of another dimension", refused(ODE, system__train_box="[-1, 1]"),
                    ["system.train_box: expected a list of 4 numbers"]),
            Refusal("box upside down", refused(ODE, system__test_box="[-1, 1, 2, 1]"),
                    ["system.test_box: expected low and high of each variable, found 2 before 1"]),
            Refusal("no time between samples", refused(ODE, system__dt=0), ["system.dt: expected a number greater than 0"]),
            Refusal("no tolerance", refused(ODE, system__relative_tolerance=0), ["system.relative_tolerance: expected"]),
            Refusal("negative tolerance", refused(ODE, system__absolute_tolerance=-1), ["system.absolute_tolerance: expected"]),
            Refusal("coefficient that is a text", refused(ODE, system__mu="large"), ["system.mu: expected a number"]),
            Refusal("negative spin-up", refused(ODE, system__spin_up=-1), ["system.spin_up: expected"]),
            Refusal("misspelt PETSc option", refused(ODE, system__petsc_options='"-ts_rk_typ 3bs"'),
                    ["system.petsc_options: expected options that PETSc's objects here look for, found -ts_rk_typ"]),
            Refusal("unknown PETSc method", refused(PDE, system__petsc_options='"-ts_type euler2"'),
                    ["system.petsc_options: expected options with which PETSc integrates", "euler2"]),
            Refusal("no PETSc option", refused(PDE, system__petsc_options="bdf"), ["options that begin with '-'", '"bdf"']),
            Refusal("no points", refused(PDE, system__points=2), ["system.points: expected an integer of at least 3"]),
            Refusal("no time scale", refused(PDE, system__epsilon=0), ["system.epsilon: expected a number greater than 0"]),
            Refusal("negative modes", refused(PDE, system__modes=-1), ["system.modes: expected"]),
            Refusal("negative amplitude of u", refused(PDE, system__u_amplitude=-1), ["system.u_amplitude: expected"]),
            Refusal("negative amplitude of v", refused(PDE, system__v_amplitude=-1), ["system.v_amplitude: expected"]),
            Refusal("inflow that is a text", refused(PDE, system__inflow="much"), ["system.inflow: expected a number"]),
            Refusal("solution that ends", refused(ODE.replace("van-der-pol", "cubic"), system__damping=-100, reduction__latent=1),
                    ["ode: expected a solution up to time", "change system.relative_tolerance"],
                    status=1, may_add=(".toml", ".part", "runs", "my", "checkpoints")),
        ])


if __name__ == "__main__":
    unittest.main(verbosity=2)
