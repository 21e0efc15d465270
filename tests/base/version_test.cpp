#include "lhits/base/version.hpp"

#include <regex>
#include <string>

#include "lhits_test.hpp"

LHITS_TEST(version_and_revision_are_well_formed, 1) {
    const std::regex three_numbers("[0-9]+\\.[0-9]+\\.[0-9]+");
    BOOST_TEST(std::regex_match(lhits::version(), three_numbers), lhits::version());
    const std::regex hash("[0-9a-f]{4,40}(-dirty)?|unknown");
    BOOST_TEST(std::regex_match(lhits::git_revision(), hash), lhits::git_revision());
}
