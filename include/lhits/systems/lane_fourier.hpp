// Fourier transforms of eight real members at once by FFTW, and what FFTW has learnt about them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct fftw_plan_s;

namespace lhits {

/// Transforms of 8 members with n real values each, n even, as complex ones of half the length: the
/// even values are real parts and the odd ones imaginary parts,
///   Z_k = sum_j (u_2j + i u_2j+1) exp(-2 pi i j k / (n/2)),   k, j = 0 ... n/2 - 1,
/// which needs half the time of FFTW's own real transforms over interleaved members, and mixes no
/// two of them (packed as pairs, the rounding of one would depend on the other). The user of Z
/// takes it apart, U_k = sum_j u_j exp(-2 pi i j k / n) from
///   2 U_k = (Z_k + Z*_(n/2-k)) - i exp(-2 pi i k / n) (Z_k - Z*_(n/2-k)).
///
/// Arrays are (n/2, 8 members, 2) doubles, 64-byte aligned, two different ones a call.
///
/// The bits of a transform depend on the plan, and which plan is fastest is measured once for each
/// processor model: the result is kept in $XDG_CACHE_HOME/lhits or ~/.cache/lhits. A plan that this
/// process knows already (add_fourier_wisdom) comes first, then that file, then a measurement;
/// where no such file can be written FFTW estimates, which always gives the same plan. A file that
/// FFTW does not understand is passed over with a warning.
class LaneFourier {
public:
    /// `n` >= 4, even. Throws Failure when FFTW makes no plan.
    explicit LaneFourier(std::size_t n);

    /// Z from u.
    void forward(double* u, double* z) const;
    /// n/2 times u from Z.
    void backward(double* z, double* u) const;

private:
    struct Destroy {
        void operator()(fftw_plan_s* plan) const;
    };
    using Plan = std::unique_ptr<fftw_plan_s, Destroy>;

    bool plan(std::size_t n, unsigned effort);

    Plan forward_, backward_;
};

/// What FFTW has learnt in this process, for another one.
std::string fourier_wisdom();

/// Adds what another process has learnt: LaneFourier then makes the same plans as that one. False
/// when it does not fit this processor or FFTW, and is ignored.
bool add_fourier_wisdom(const std::string& wisdom);

/// The file that keeps what was learnt on this processor model; empty when there is no folder for
/// it.
std::string fourier_wisdom_file();

}  // namespace lhits
