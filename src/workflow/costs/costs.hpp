// How long pieces of work take: measured when first asked for, or assumed.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace lhits {

class Communicator;

/// Floating-point operations a second of a core that nothing is known of.
inline constexpr double assumed_flops = 1e10;

/// As many ranks as a batch has shards at most: more would have nothing to do.
inline constexpr int largest_team = 16;

/// Seconds of one rank with a core of its own, by name of the work ("stepper 8-256-256-8 silu, ...
/// an iteration"), and what messages between ranks take. Kept in a JSON file when asked for, which
/// can also be written by hand.
class Costs {
public:
    /// Of the file at `path`; nothing is known yet where the path is empty. Throws InputError when
    /// the file is missing or damaged.
    explicit Costs(const std::string& path = {});

    /// Nothing is measured; all work is assumed to take what its arithmetic says. For the order of
    /// tasks that is good enough.
    static Costs assumed();

    /// What is known; or else what `measured` finds, where this measures, or `assumed`.
    double seconds(const std::string& name, double assumed,
                   const std::function<double()>& measured);

    /// Seconds of a sum over `ranks` ranks of vectors of `bytes`, of which each gets the result.
    double exchange(int ranks, double bytes) const;

    /// Seconds from the command to the first task and from the last task to the end: the program's
    /// start, with more ranks that of mpirun, and closing the files. Not measured.
    double start(int ranks) const;

    /// Collective: measures exchanges on these ranks, as many at once as a team has at most,
    /// instead of what was assumed. With a single rank nothing is measured.
    void measure_exchange(const Communicator& ranks);

    /// The file.
    std::string text() const;

private:
    bool measures_ = true;
    std::map<std::string, double> known_;
    double latency_ = 5e-6;          ///< seconds of a message; of a usual network, when not given
    double bytes_per_second_ = 2e9;  ///< between two ranks, likewise
    double start_alone_ = 1.2;       ///< seconds, likewise
    double start_together_ = 2.0;    ///< with mpirun
};

/// Seconds of one call of `work`: the shortest of as many as fit in about 50 ms, at least three,
/// for what else the machine does only makes it longer; of a longer one that of two.
double seconds_of(const std::function<void()>& work);

}  // namespace lhits
