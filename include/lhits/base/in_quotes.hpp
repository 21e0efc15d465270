// Text from outside in our messages.
#pragma once

#include <string>
#include <string_view>

namespace lhits {

/// In quotation marks: short, and nothing that a terminal would act on.
std::string in_quotes(std::string_view text);

/// As a word of a shell's command line; what a terminal would act on becomes a question mark.
std::string shell_word(std::string_view text);

}  // namespace lhits
