// Exponential time differencing of fourth order for v' = c v + N(v) with a stiff diagonal linear
// part (Cox and Matthews, J. Comput. Phys. 176 (2002) 430, Eqs. 26-29).
#pragma once

namespace lhits {

/// The factors of one step of size h for one real c:
///   a = e2 v + q N(v),   b = e2 v + q N(a),   c = e2 a + q (2 N(b) - N(v)),
///   v' = e v + f1 N(v) + f2 (N(a) + N(b)) + f3 N(c)
/// (f2 has the usual factor 2 in it).
struct EtdRk4 {
    double e, e2;
    double q, f1, f2, f3;
};

/// With the quotients, which cancel for small h c, as means over a circle around h c (Kassam and
/// Trefethen, SIAM J. Sci. Comput. 26 (2005) 1214, Eq. 2.5 and the code on p. 1221).
EtdRk4 etdrk4(double c, double h);

}  // namespace lhits
