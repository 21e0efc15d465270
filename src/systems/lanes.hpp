// Eight doubles, one for each of eight members, or eight neighbours in memory: every lane gets the
// same operations, so its bits do not depend on what the others hold, nor on the processor's width.
#pragma once

#include <cstddef>
#include <type_traits>

namespace lhits {

inline constexpr std::size_t lanes = 8;

/// Doubles in a register of the processor that this is compiled for.
#if defined(__AVX512F__)
inline constexpr std::size_t native_lanes = 8;
#elif defined(__AVX__)
inline constexpr std::size_t native_lanes = 4;
#else
inline constexpr std::size_t native_lanes = 2;
#endif

/// n doubles in registers of `native`; may point into arrays of double, at multiples of 64 bytes.
template <std::size_t n, std::size_t native>
struct LanesOf;
template <>
struct LanesOf<2, 2> {
    using type = double __attribute__((vector_size(16), may_alias));
};
template <>
struct LanesOf<4, 4> {
    using type = double __attribute__((vector_size(32), may_alias));
};
template <>
struct LanesOf<8, 8> {
    using type = double __attribute__((vector_size(64), may_alias));
};

/// Where a register is too short: a compiler would split a longer vector through memory.
template <std::size_t n, std::size_t native>
struct [[gnu::may_alias]] Halves {
    typename LanesOf<n / 2, native>::type low, high;

    friend Halves operator+(Halves a, Halves b) { return {a.low + b.low, a.high + b.high}; }
    friend Halves operator-(Halves a, Halves b) { return {a.low - b.low, a.high - b.high}; }
    friend Halves operator*(Halves a, Halves b) { return {a.low * b.low, a.high * b.high}; }
    friend Halves operator+(Halves a, double b) { return {a.low + b, a.high + b}; }
    friend Halves operator-(double a, Halves b) { return {a - b.low, a - b.high}; }
    friend Halves operator*(double a, Halves b) { return {a * b.low, a * b.high}; }
    friend Halves operator/(Halves a, double b) { return {a.low / b, a.high / b}; }
    friend Halves operator-(Halves a) { return {-a.low, -a.high}; }
    Halves& operator+=(Halves b) { return *this = *this + b; }
};

template <std::size_t n, std::size_t native>
struct LanesOf {
    using type = Halves<n, native>;
};

using Lanes = LanesOf<lanes, native_lanes>::type;

template <class L>
concept IsRegister = !std::is_class_v<L>;

template <class L>
inline constexpr std::size_t lanes_in = sizeof(L) / sizeof(double);

/// Lane i is lane `place(i)` of a, then b.
template <IsRegister L, class Place>
inline L shuffled(L a, L b, const Place& place) {
    decltype(a < b) places{};
    for (std::size_t i = 0; i < lanes_in<L>; ++i) places[i] = static_cast<long>(place(i));
    return __builtin_shuffle(a, b, places);
}

/// The last lane of `below`, then all lanes of `x` but the last.
template <class L>
inline L up_from(L below, L x) {
    if constexpr (IsRegister<L>) {
        constexpr auto n = lanes_in<L>;
        return shuffled(below, x, [](std::size_t i) { return n - 1 + i; });
    } else {
        return {up_from(below.high, x.low), up_from(x.low, x.high)};
    }
}

/// The first lane of `first`, then all lanes of `x` but the last.
template <class L>
inline L up(L first, L x) {
    if constexpr (IsRegister<L>) {
        constexpr auto n = lanes_in<L>;
        return shuffled(first, x, [](std::size_t i) { return i == 0 ? 0 : n - 1 + i; });
    } else {
        return {up(first.low, x.low), up_from(x.low, x.high)};
    }
}

/// All lanes of `x` but the first, then the first lane of `above`.
template <class L>
inline L down(L x, L above) {
    if constexpr (IsRegister<L>) {
        return shuffled(x, above, [](std::size_t i) { return i + 1; });
    } else {
        return {down(x.low, x.high), down(x.high, above.low)};
    }
}

/// Each two neighbours exchanged.
template <class L>
inline L swapped(L x) {
    if constexpr (IsRegister<L>) {
        return shuffled(x, x, [](std::size_t i) { return i ^ 1U; });
    } else {
        return {swapped(x.low), swapped(x.high)};
    }
}

/// The lanes of `a` where those of `where` are not zero, of `b` elsewhere.
template <class L>
inline L chosen(L where, L a, L b) {
    if constexpr (IsRegister<L>) {
        return where != 0.0 ? a : b;
    } else {
        return {chosen(where.low, a.low, b.low), chosen(where.high, a.high, b.high)};
    }
}

/// Lane i holds `value(i)`.
template <std::size_t native = native_lanes, class Value>
inline auto lanes_with(const Value& value) {
    using L = typename LanesOf<lanes, native>::type;
    alignas(L) double all[lanes];
    for (std::size_t i = 0; i < lanes; ++i) all[i] = value(i);
    return *reinterpret_cast<const L*>(all);
}

}  // namespace lhits
