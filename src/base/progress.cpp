#include "lhits/base/progress.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "lhits/base/launcher.hpp"
#include "lhits/base/log.hpp"

namespace lhits {
namespace {

bool bar_on_screen = false;

/// The columns of a terminal; 0: it is none.
std::size_t columns_of(int file) {
    constexpr std::size_t usual = 80;
    if (file < 0 || isatty(file) != 1) return 0;
    winsize size{};
    if (ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
    return size.ws_col;
}

/// Where stderr ends: on a terminal at once, or, since a launcher such as mpirun takes it through a
/// pipe, by way of the launcher's own.
std::size_t columns() {
    if (const auto own = columns_of(STDERR_FILENO); own > 0 || launched_rank() < 0) return own;
    const std::string path = fmt::format("/proc/{}/fd/{}", getppid(), STDERR_FILENO);
    const int launcher = open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
    const auto found = columns_of(launcher);
    if (launcher >= 0) close(launcher);
    return found;
}

constexpr std::chrono::milliseconds terminal_interval{200};
constexpr std::chrono::seconds log_interval{15};
/// The time left is told from the speed of the last minute, and only when something is known of it:
/// the first pieces of work are slow, and others than most.
constexpr std::chrono::seconds speed_interval{60};
constexpr double least_seconds = 3.0;
constexpr double least_fraction = 0.01;

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
      columns_(columns()),
      drawn_(Clock::now()) {}

Progress::~Progress() { clear_progress_line(); }

bool Progress::due() const {
    if (!active_) return false;
    if (!started_) return true;
    const auto since = Clock::now() - drawn_;
    return columns_ > 0 ? since >= terminal_interval : since >= log_interval;
}

void Progress::update(double done) {
    if (!due()) return;
    if (!started_) {
        started_ = true;
        drawn_ = Clock::now();
        seen_.push_back({drawn_, done});
        return;
    }
    drawn_ = Clock::now();
    seen_.push_back({drawn_, done});
    while (seen_.size() > 2 && drawn_ - seen_[1].when > speed_interval) seen_.pop_front();
    if (columns_ > 0) {
        std::fprintf(stderr, "\r\033[K%s", line(done).c_str());
        std::fflush(stderr);
        bar_on_screen = true;
    } else {
        log::info(line(done));
    }
}

std::string Progress::line(double done) const {
    const double seconds = std::chrono::duration<double>(drawn_ - seen_.front().when).count();
    const double gained = done - seen_.front().done;
    const double fraction = std::clamp(done / total_, 0.0, 1.0);
    std::string text = fmt::format("{:5.1f} % of {:.0f} {}", 100.0 * fraction, total_, unit_);
    if (seconds >= least_seconds && gained >= least_fraction * total_) {
        text += fmt::format(", {} left", duration_text((total_ - done) * seconds / gained));
    }
    if (columns_ == 0) return fmt::format("{:<10} {}", stage_, text);
    constexpr std::size_t widest = 30;
    const std::size_t beside = stage_.size() + text.size() + 4;  // blanks and brackets
    const auto width = beside < columns_ ? std::min(columns_ - beside - 1, widest) : 0;
    const auto full = static_cast<std::size_t>(fraction * static_cast<double>(width));
    return fmt::format("{} [{}{}] {}", stage_, std::string(full, '='),
                       std::string(width - full, ' '), text)
        .substr(0, columns_ - 1);
}

}  // namespace lhits
