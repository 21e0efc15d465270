// Lanes of every width of a processor do as eight numbers do, whatever this one has.
#include "../../src/systems/lanes.hpp"

#include "lhits_test.hpp"

namespace {

using Numbers = std::array<double, lhits::lanes>;

template <class L>
Numbers numbers(const L& x) {
    Numbers all;
    static_assert(sizeof(L) == sizeof(Numbers));
    std::copy_n(reinterpret_cast<const double*>(&x), all.size(), all.begin());
    return all;
}

template <class Value>
Numbers numbers_with(const Value& value) {
    Numbers all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = value(i);
    return all;
}

template <std::size_t native>
void check_lanes() {
    using L = typename lhits::LanesOf<lhits::lanes, native>::type;
    const auto one = [](std::size_t i) { return 0.1 + static_cast<double>(i); };
    const auto two = [](std::size_t i) { return 1.0 / (3.0 + static_cast<double>(i)); };
    const auto a = lhits::lanes_with<native>(one);
    const auto b = lhits::lanes_with<native>(two);
    const auto third = lhits::lanes_with<native>([](std::size_t i) { return i == 3 ? 1.0 : 0.0; });
    const auto check = [](const L& found, const auto& expected) {
        BOOST_TEST(numbers(found) == numbers_with(expected), boost::test_tools::per_element());
    };
    check(a, one);
    check(a + b, [&](std::size_t i) { return one(i) + two(i); });
    check(a - b, [&](std::size_t i) { return one(i) - two(i); });
    check(a * b, [&](std::size_t i) { return one(i) * two(i); });
    check(a + 2.0, [&](std::size_t i) { return one(i) + 2.0; });
    check(2.0 - a, [&](std::size_t i) { return 2.0 - one(i); });
    check(2.0 * a, [&](std::size_t i) { return 2.0 * one(i); });
    check(a / 3.0, [&](std::size_t i) { return one(i) / 3.0; });
    check(-a, [&](std::size_t i) { return -one(i); });
    auto sum = a;
    sum += b;
    check(sum, [&](std::size_t i) { return one(i) + two(i); });
    check(lhits::up(b, a), [&](std::size_t i) { return i == 0 ? two(0) : one(i - 1); });
    check(lhits::up_from(b, a), [&](std::size_t i) { return i == 0 ? two(7) : one(i - 1); });
    check(lhits::down(a, b), [&](std::size_t i) { return i == 7 ? two(0) : one(i + 1); });
    check(lhits::swapped(a), [&](std::size_t i) { return one(i ^ 1U); });
    check(lhits::chosen(third, a, b), [&](std::size_t i) { return i == 3 ? one(i) : two(i); });
}

}  // namespace

LHITS_TEST(lanes_of_every_width_do_as_numbers_do, 1) {
    check_lanes<8>();
    check_lanes<4>();
    check_lanes<2>();
}
