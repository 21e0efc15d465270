#include "lhits/hits/farthest_points.hpp"

#include "lhits_test.hpp"

using namespace lhits;

namespace {

using Rows = std::vector<std::size_t>;

}  // namespace

LHITS_TEST(farthest_points_halve_a_line, 1) {
    const std::vector<float> line{0, 1, 2, 3, 4, 5, 6, 7, 8};
    BOOST_TEST(farthest_points(line, 1, 100) == (Rows{4, 0, 8, 2, 6, 1, 3, 5, 7}),
               boost::test_tools::per_element());
    BOOST_TEST(farthest_points(line, 1, 3) == (Rows{4, 0, 8}), boost::test_tools::per_element());
}

LHITS_TEST(farthest_points_take_no_point_twice, 1) {
    const std::vector<float> points{1, 1, 1, 1, 3, 1, 1, 1, 3, 1};  // (5, 2)
    BOOST_TEST(farthest_points(points, 2, 5) == (Rows{0, 2}), boost::test_tools::per_element());
    BOOST_TEST(farthest_points(std::vector<float>(10, 2.0F), 2, 5) == Rows{0},
               boost::test_tools::per_element());
}

// 33 x 33 points of a grid, taken row by row: the middle, the corners, then the middles of the
// sides at half the distance.
LHITS_TEST(farthest_points_of_a_grid, 1) {
    constexpr std::size_t side = 33;
    std::vector<float> grid;
    for (std::size_t i = 0; i < side * side; ++i) {
        grid.push_back(static_cast<float>(i / side));
        grid.push_back(static_cast<float>(i % side));
    }
    const auto at = [](std::size_t x, std::size_t y) { return x * side + y; };
    const Rows expected{at(16, 16), at(0, 0),  at(0, 32),  at(32, 0), at(32, 32),
                        at(0, 16),  at(16, 0), at(16, 32), at(32, 16)};
    BOOST_TEST(farthest_points(grid, 2, 9) == expected, boost::test_tools::per_element());
}
