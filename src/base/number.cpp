#include "lhits/base/number.hpp"

#include <charconv>
#include <cstdlib>
#include <string>

namespace lhits {

std::optional<double> number_from(std::string_view text) {
#ifdef __cpp_lib_to_chars
    double value = 0.0;
    const auto* last = text.data() + text.size();
    const auto result = std::from_chars(text.data(), last, value);
    if (result.ptr != last) return {};
    if (result.ec == std::errc{}) return value;
    if (result.ec != std::errc::result_out_of_range) return {};
#else  // libc++ before 20: what strtod() takes and from_chars() does not
    if (text.empty() || text.find_first_of("xX \t\n\r\v\f") != std::string_view::npos) return {};
    if (text[0] == '+') return {};
#endif
    const std::string whole(text);
    char* end = nullptr;
    const double nearest = std::strtod(whole.c_str(), &end);
    if (end != whole.c_str() + whole.size()) return {};
    return nearest;
}

}  // namespace lhits
