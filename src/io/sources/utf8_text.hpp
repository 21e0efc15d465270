// Names and units of other programs as UTF-8, which our files and reports are written in.
#pragma once

#include <string>
#include <string_view>

namespace lhits {

/// `text` where it is UTF-8 (RFC 3629); else its bytes are taken for characters of Latin-1, as
/// older programs write the sign of degrees.
std::string utf8_text(std::string_view text);

}  // namespace lhits
