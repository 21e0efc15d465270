#include "lhits/io/xdmf.hpp"

#include "lhits_test.hpp"
#include "scratch.hpp"

using lhits::grid_layout;
using lhits::StateLayout;
using lhits::xdmf_text;
using lhits::XdmfSeries;
using lhits::test::contains;

namespace {

XdmfSeries series(std::int64_t times, std::int64_t state_size) {
    return {"a < b",
            "f.h5:/g",
            std::vector<double>(static_cast<std::size_t>(times), 0.5),
            {{"f.h5:/g/u", {4, times, state_size}, {3}, "mean"}}};
}

std::size_t count_of(const std::string& text, const std::string& word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
}

}  // namespace

/// Components one after the other, and in turn.
LHITS_TEST(components_are_hyperslabs, 1) {
    const auto blocks = grid_layout({{"x", "m", {0, 1, 2}}}, {{"p"}, {"q", "m/s"}}, "s");
    auto text = xdmf_text(blocks, {series(2, 6)});
    contains(text, "\"3 3\">3 0 0 1 1 1 1 1 3<");
    contains(text, "\"3 3\">3 1 3 1 1 1 1 1 3<");
    contains(text, "Dimensions=\"4 2 6\">f.h5:/g/u<");
    contains(text, "Name=\"q mean\"");
    contains(text, "Name=\"units\" Value=\"m/s\"");
    contains(text, "Name=\"a &lt; b\"");
    contains(text, "Dimensions=\"6\">f.h5:/g/x<");
    const StateLayout in_turn{{{"x", "m", {0, 0, 1, 1, 2, 2}}}, {0, 1, 0, 1, 0, 1}, {{"p"}, {"q"}}};
    text = xdmf_text(in_turn, {series(1, 6)});
    contains(text, "\"3 3\">3 0 1 1 1 2 1 1 3<");
    contains(text, "\"3 1\">0 2 3<");  // of x
}

LHITS_TEST(planes_have_x_fastest, 1) {
    auto plane = grid_layout({{"x", "m", {0, 1, 2}}, {"y", "m", {5, 7}}}, {{"p"}});
    const auto text = xdmf_text(plane, {series(1, 6)});
    contains(text, "\"2DRectMesh\" Dimensions=\"2 3\"");
    contains(text, "\"3 1\">0 1 3<");  // of x
    contains(text, "\"3 1\">0 3 2<");  // of y
    plane.axes[1].places[4] = 8;
    BOOST_TEST(xdmf_text(plane, {series(1, 6)}) == "");
}

LHITS_TEST(three_dimensions_are_a_box, 1) {
    const auto box = grid_layout(
        {{"x", "m", {0, 1, 2}}, {"y", "m", {5, 7}}, {"z", "m", {1, 2, 3, 4}}}, {{"p"}, {"q"}});
    const auto text = xdmf_text(box, {series(1, 48)});
    contains(text, "\"3DRectMesh\" Dimensions=\"4 2 3\"");
    contains(text, "GeometryType=\"VXVYVZ\"");
    contains(text, "\"3 1\">0 6 4<");  // of z
    contains(text, "\"3 3\">3 0 24 1 1 1 1 1 24<");
}

LHITS_TEST(states_on_no_grid_have_no_xdmf, 1) {
    BOOST_TEST(xdmf_text({{{"x", "m", {0, 1, 0, 2}}}, {0, 0, 1, 1}, {{"p"}, {"q"}}},
                         {series(1, 4)}) == "");
    BOOST_TEST(xdmf_text({{{"x", "m", {0, 1, 2, 3}}}, {0, 0, 1, 0}, {{"p"}, {"q"}}},
                         {series(1, 4)}) == "");
}

LHITS_TEST(long_series_are_thinned, 1) {
    const auto point = grid_layout({{"x", "m", {0}}}, {{"p"}});
    BOOST_TEST(count_of(xdmf_text(point, {series(512, 1)}), "<Time") == 512);
    BOOST_TEST(count_of(xdmf_text(point, {series(513, 1)}), "<Time") == 257);
    const std::vector<XdmfSeries> many(8, series(5121, 1));
    const auto text = xdmf_text(point, many);
    BOOST_TEST(count_of(text, "<Time") == 8 * 64);  // every 81st
    BOOST_TEST(text.size() < std::size_t{1} << 20U);
}
