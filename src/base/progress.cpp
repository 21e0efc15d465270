#include "lhits/base/progress.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "lhits/base/launcher.hpp"
#include "lhits/base/log.hpp"

namespace lhits {
namespace {

bool bar_on_screen = false;

/// True where stderr ends on a terminal: at once, or, since a launcher such as mpirun takes it
/// through a pipe, by way of the launcher's own.
bool on_terminal() {
    if (isatty(STDERR_FILENO) == 1) return true;
    if (launched_rank() < 0) return false;
    const std::string path = fmt::format("/proc/{}/fd/{}", getppid(), STDERR_FILENO);
    const int launcher = open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
    const bool terminal = launcher >= 0 && isatty(launcher) == 1;
    if (launcher >= 0) close(launcher);
    return terminal;
}

constexpr std::chrono::milliseconds terminal_interval{200};
constexpr std::chrono::seconds log_interval{15};

}  // namespace

void clear_progress_line() {
    if (!bar_on_screen) return;
    std::fputs("\r\033[K", stderr);
    std::fflush(stderr);
    bar_on_screen = false;
}

std::string duration_text(double seconds) {
    const auto whole = static_cast<long>(seconds);
    if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
    if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{:.1f} s", seconds);
}

Progress::Progress(std::string stage, double total, std::string unit)
    : stage_(std::move(stage)),
      total_(total),
      unit_(std::move(unit)),
      active_(log::speaks() && total > 0.0),
      terminal_(on_terminal()),
      begin_(Clock::now()),
      drawn_(begin_) {}

Progress::~Progress() { clear_progress_line(); }

bool Progress::due() const {
    if (!active_) return false;
    if (!started_) return true;
    const auto since = Clock::now() - drawn_;
    return terminal_ ? since >= terminal_interval : since >= log_interval;
}

void Progress::update(double done) {
    if (!due()) return;
    if (!started_) {
        started_ = true;
        first_ = done;
        begin_ = drawn_ = Clock::now();
        return;
    }
    drawn_ = Clock::now();
    if (terminal_) {
        std::fprintf(stderr, "\r\033[K%s", line(done).c_str());
        std::fflush(stderr);
        bar_on_screen = true;
    } else {
        log::info(line(done));
    }
}

std::string Progress::line(double done) const {
    const double elapsed = std::chrono::duration<double>(Clock::now() - begin_).count();
    const double rate = (done - first_) / std::max(elapsed, 1e-9);
    const double fraction = std::clamp(done / total_, 0.0, 1.0);
    std::string text = fmt::format("{:<10}", stage_);
    if (terminal_) {
        constexpr int width = 30;
        const int full = static_cast<int>(fraction * width);
        text += fmt::format(" [{}{}]", std::string(static_cast<std::size_t>(full), '='),
                            std::string(static_cast<std::size_t>(width - full), ' '));
    }
    text += fmt::format(" {:5.1f} % of {:.0f} {}", 100.0 * fraction, total_, unit_);
    if (rate > 0.0) {
        text += fmt::format(", {:.3g} {}/s, {} left", rate, unit_,
                            duration_text((total_ - done) / rate));
    }
    return text;
}

}  // namespace lhits
