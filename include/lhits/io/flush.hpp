// How safe a file is when it has been written.
#pragma once

namespace lhits {

/// `yes`: it is on the disk; `no`: it may be lost or torn when the machine goes down, and not when
/// only the program does.
enum class Flush { yes, no };

}  // namespace lhits
