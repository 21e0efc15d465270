"""The figure of long-time statistics: what can be right even where chaos has made single forecasts wrong."""
from drawing import PREDICTED_STYLE, TRUE_STYLE, matplotlib, np, plt


def draw_statistics(run, own):
    """Time-averaged power spectra in one picture, joint densities of (u_x, u_xx) side by side."""
    figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), layout="constrained")
    for values, label, style in ((own.true_spectrum, "true", TRUE_STYLE), (own.predicted_spectrum, "predicted", PREDICTED_STYLE)):
        axes[0].semilogy(own.wavenumber[1:], np.where(values[1:] > 0, values[1:], np.nan), label=label, marker=".", **style)
    top = own.true_spectrum[1:].max()
    axes[0].set_ylim(top * 1e-10, top * 10)
    visible = own.wavenumber[1:][own.true_spectrum[1:] > top * 1e-10]
    axes[0].set_xlim(0, 1.1 * visible.max())
    axes[0].grid(True, color="0.92", lw=0.6)
    axes[0].set_xlabel(own.quantities["wavenumber"].label)
    axes[0].set_ylabel(own.quantities["power_spectrum"].label)
    axes[0].set_title("time-averaged power spectrum", fontsize=10)
    axes[0].legend(frameon=False)
    peak = own.true_density.max()
    norm = matplotlib.colors.LogNorm(peak * 1e-3, peak)
    for axis, density, title in zip(axes[1:], (own.true_density, own.predicted_density), ("true", "predicted")):
        filled = np.ma.masked_where(~(density > 0), density)
        image = axis.pcolormesh(own.u_x, own.u_xx, filled.T, shading="nearest", cmap="viridis", norm=norm, rasterized=True)
        axis.set_title(f"joint density, {title}", fontsize=10)
        axis.set_xlabel("$u_x$")
    axes[1].set_ylabel("$u_{xx}$")
    figure.colorbar(image, ax=list(axes[1:]), label=own.quantities["joint_density"].label, pad=0.01, extend="both")
    figure.suptitle(f"{run.system}, {own.name}: long-time statistics of {own.trajectories} test trajectories")
    return figure
