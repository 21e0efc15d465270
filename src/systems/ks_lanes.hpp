// Eight members of the Kuramoto-Sivashinsky system, stepped together.
#pragma once

#include <span>
#include <vector>

#include "lanes.hpp"
#include "lhits/base/aligned.hpp"
#include "lhits/systems/etdrk4.hpp"
#include "lhits/systems/kuramoto_sivashinsky.hpp"

namespace lhits {

/// Modes are kept as s_k = U_k / n (U_k: the sum of lane_fourier.hpp). In Z, rows k and n/2 - k
/// belong together and hold the modes k and n/2 - k, the second of which is cut off for small k.
/// So the modes lie in slots: first those that are alone, k = 1 ... alone_, then pairs s_k and
/// s*_(n/2-k); for k = n/4 both are the same mode.
class KsLanes {
public:
    /// `initial`: (members, n) with members <= 8; the lanes that are left over hold zeros. Borrows
    /// `fourier`.
    KsLanes(const KuramotoSivashinskyParameters& parameters, const LaneFourier& fourier,
            std::span<const double> initial);

    void advance(std::int64_t steps);

    void state(std::size_t member, std::span<double> out) const;

private:
    /// Of a slot.
    struct Mode {
        EtdRk4 step;
        double derivative;  ///< N = i derivative (2 U_k of u^2)
    };
    /// -i exp(-2 pi i k / n).
    struct Twiddle {
        double re, im;
    };

    /// Takes Z apart and puts what `update(mode, 2 U_k, i)` returns for each mode, at i = 2 slot
    /// and 2 slot + 1 of the arrays below, together to the Z of the next backward transform.
    template <class Update>
    void pass(const Update& update);
    /// One of the four: N of the present u into `update(step, N, i)`, and u of what it returns.
    template <class Update>
    void stage(const Update& update);
    void step();

    const LaneFourier& fourier_;
    std::size_t half_;  // n/2
    std::size_t alone_;
    std::vector<Mode> modes_;        // by slot
    std::vector<Twiddle> twiddles_;  // by k
    // A row is two Lanes: four members each, real and imaginary part beside each other.
    AlignedVector<double> u_, z_;                     // (n/2) rows
    AlignedVector<double> v_, first_, middle_, sum_;  // (slots) rows: v, N(v), a, v' of etdrk4.hpp
    Lanes mean_[2];
};

}  // namespace lhits
