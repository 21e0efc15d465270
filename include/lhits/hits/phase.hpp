// The phase of periodic states, and states without it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"
#include "lhits/nn/engine.hpp"

namespace lhits {

/// The phase of a state of one field on n evenly spaced points of a periodic line is that of its
/// first Fourier mode, in (-pi, pi]; shifted back by it, all states that differ by a shift alone
/// are the same (the first Fourier mode slice: Budanur, Cvitanovic, Davidchack, Siminos, PRL 114
/// (2015) 084102). Where the mode vanishes the phase jumps. Not safe for use by two threads at
/// once.
class PhaseShift {
public:
    explicit PhaseShift(int points);

    /// Takes the phases, one a row, out of the first `points` columns of rows of `width`, in place.
    /// The bits of a row do not depend on the others.
    void align(std::span<float> rows, std::size_t width, std::span<float> phases);
    /// Puts them in again: x (rows, points).
    void shift(std::span<float> x, int rows, std::span<const float> phases);

private:
    /// Multiplies mode k of each row by exp(i k angle).
    void turn(std::span<float> modes, int rows, std::span<const float> angles) const;

    int points_;
    Architecture transform_;  ///< a linear layer from points to points
    Parameters forward_;      ///< to cosine and sine amplitudes of each mode in turn
    Parameters backward_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> modes_;
    AlignedVector<float> states_;
};

/// Adds whole turns to the phases, column 0 of rows of `width` at successive times, so that none
/// differs from the one before by more than half a turn.
void unwrap_phases(std::span<float> rows, std::size_t width);

}  // namespace lhits
