#include "lhits/base/version.hpp"

#include <cstdio>
#include <string>
#include <string_view>

#include "lhits_test.hpp"

LHITS_TEST(version_and_revision_are_well_formed, 1) {
    int numbers[3] = {};
    char more = 0;
    BOOST_TEST(std::sscanf(lhits::version(), "%d.%d.%d%c", &numbers[0], &numbers[1], &numbers[2],
                           &more) == 3,
               lhits::version());

    std::string_view hash = lhits::git_revision();
    constexpr std::string_view dirty = "-dirty";
    if (hash.ends_with(dirty)) hash.remove_suffix(dirty.size());
    const bool is_hash =
        hash.size() >= 4 && hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    const bool known = std::string_view(lhits::git_revision()) != "unknown";
    BOOST_TEST((is_hash || !known), lhits::git_revision());
}
