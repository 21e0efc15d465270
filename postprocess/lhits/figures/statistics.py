"""The figure of long-time statistics: what can be right even where chaos has made single forecasts wrong."""
import matplotlib
import numpy as np

from ..files import InputError, open_file
from ..forecasts import counted, require_shapes
from .style import PREDICTED_STYLE, SEQUENTIAL, TRUE_STYLE, figure_function, labelled, new_figure, plain_log, set_title, wrapped


@figure_function
def draw_statistics(run, surrogate=None):
    """Time-averaged power spectra in one picture, joint densities of (u_x, u_xx) side by side."""
    name = run.group(surrogate)
    if "statistics" not in run.groups[name]:
        raise InputError(f"{name}: expected long-time statistics, found none; name forecast.statistics in the deck")
    with open_file(run.file("forecast.h5"), "lhits forecasts") as file:
        true = file.group("statistics")
        own = true.group(name)
        wave, u_x, u_xx = (true.variable(key, key) for key in ("wavenumber", "u_x", "u_xx"))
        spectra, densities = ([group.variable(key, *over) for group in (true, own)]
                              for key, over in (("power_spectrum", ("wavenumber",)), ("joint_density", ("u_x", "u_xx"))))
        require_shapes(file, [(pair[1], pair[0].shape) for pair in (spectra, densities)])
        labels = wave.label, spectra[0].label, densities[0].label
        count = len(true.variable("lyapunov_exponent", "trajectory"))
        wave, u_x, u_xx = wave[1:], u_x[...], u_xx[...]
        spectra, densities = [item[1:] for item in spectra], [item[...] for item in densities]
    figure = new_figure(2, 2, 4.2, gridspec_kw=dict(height_ratios=[1.15, 1]))[0]
    spectrum = figure.add_subplot(figure.axes[0].get_gridspec()[0, :])
    panels = figure.axes[2:4]
    for axis in figure.axes[:2]:
        axis.remove()
    for values, label, style in zip(spectra, ("true", "predicted"), (TRUE_STYLE, PREDICTED_STYLE)):
        spectrum.semilogy(wave, np.where(values > 0, values, np.nan), label=label, marker=".", ms=3, **style)
    top = spectra[0].max()
    spectrum.set_ylim(top * 1e-10, top * 10)
    spectrum.set_xlim(0, 1.1 * wave[spectra[0] > top * 1e-10].max())
    spectrum.grid(True)
    plain_log(spectrum.yaxis)
    spectrum.set_xlabel(labels[0])
    spectrum.set_ylabel(wrapped(labels[1]))
    peak = densities[0].max()
    norm = matplotlib.colors.LogNorm(peak * 1e-3, peak)
    for axis, density, title in zip(panels, densities, ("true", "predicted")):
        filled = np.ma.masked_where(~(density > 0), density)
        image = axis.pcolormesh(u_x, u_xx, filled.T, shading="nearest", cmap=SEQUENTIAL, norm=norm, rasterized=True)
        axis.set_title(title)
        axis.set_xlabel("uₓ")
    panels[0].set_ylabel("uₓₓ")
    panels[1].tick_params(labelleft=False)
    bar = figure.colorbar(image, ax=panels, label=wrapped(labels[2], 20), pad=0.01, extend="both")
    plain_log(bar.ax.yaxis)
    which = "full space" if name == "full" else f"z = {run.groups[name]['z']}"
    set_title(figure, run.title, f"long-time statistics, {which}, {counted(count, 'test trajector', 'y', 'ies')}: power spectrum, joint density",
              labelled(spectrum))
    return figure
