// Power spectrum and joint density of (u_x, u_xx) over many rows of a periodic field.
#pragma once

#include <span>
#include <vector>

#include "lhits/hits/joint_density.hpp"
#include "lhits/hits/power_spectrum.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/record.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {

double root_mean_square(std::span<const float> values);

/// How rows of a field are measured.
class FieldMeasure {
public:
    /// `sample`, (rows, points), says where the bins of u_x and u_xx are: out to four times their
    /// root mean square.
    FieldMeasure(std::span<const float> sample, std::size_t points, double spacing);

    StatisticsAxes axes() const;
    std::size_t points() const { return points_; }
    const PowerSpectrum& spectrum() const { return spectrum_; }
    const JointHistogram& histogram() const { return histogram_; }
    /// Adds the pairs (u_x, u_xx) of u, (rows, points).
    void count(std::span<const float> u, std::span<double> counts) const;

private:
    std::size_t points_;
    double spacing_;
    PowerSpectrum spectrum_;
    JointHistogram histogram_;
};

/// Sums over rows, in chunks that any rank may add. Borrows the measure.
class FieldSums {
public:
    FieldSums(const FieldMeasure& measure, std::size_t chunks);

    /// Adds u, (rows, points). All rows of a chunk come from one rank, in their order.
    void add(std::span<const float> u, std::size_t chunk);
    /// The sums, to be kept; of one chunk alone.
    Record record() const;
    /// Adds those of a chunk. Throws InputError when they are of another measure.
    void add(const Record& sums, std::size_t chunk);
    /// Collective: the sums of all ranks, with the same bits on any number of them.
    void collect(const Communicator& ranks);
    /// The rows of both; of the same measure.
    FieldSums& operator+=(const FieldSums& other);

    /// Mean over the rows (power_spectrum.hpp).
    std::vector<double> spectrum() const;
    /// Of the joint histogram (joint_density.hpp).
    std::span<const double> counts() const { return counts_; }
    /// The share of the pairs that is in no bin.
    double outside() const;

private:
    double pairs() const;

    const FieldMeasure* measure_;
    std::vector<double> spectra_;  // (chunks, waves), added up in the order of the chunks
    std::vector<double> counts_;   // whole numbers, whose sums are exact
};

}  // namespace lhits
