// How fast the hot paths are on this machine, and how fast they could be.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lhits {

/// One measured path.
struct Measurement {
    std::string name;             ///< one of bench_names()
    std::string what;             ///< the work, in words
    double seconds = 0.0;         ///< of one piece of work: the median of `repeats`
    std::vector<double> repeats;  ///< seconds
    double flops = 0.0;           ///< arithmetic of the work; 0 where bytes are what counts
    double bytes = 0.0;           ///< moved by the work; 0 where arithmetic is what counts
    double limit_seconds = 0.0;   ///< the least that the machine could take for it
    std::string limit;            ///< what that is, in words
    double fraction() const { return limit_seconds / seconds; }
};

struct BenchSettings {
    std::vector<std::string> only;  ///< names to measure; empty: all
    double seconds = 1.0;           ///< to spend on each, at least
    std::string folder = ".";       ///< where the trial files go; they are removed
};

/// The machine first: sgemm, memory, file, fft; then the paths.
std::vector<std::string> bench_names();

/// Measures on the calling thread and hands each result out as it comes. Not collective. Throws
/// InputError for an unknown name, Failure when the folder cannot be written.
void bench(const BenchSettings& settings, const std::function<void(const Measurement&)>& each);

}  // namespace lhits
