// Which lhits this is.
#pragma once

namespace lhits {

/// "major.minor.patch".
const char* version();

/// The short git hash of the sources as they were when this was built, "-dirty" after it when they
/// had been changed; "unknown" where they were no git checkout.
const char* git_revision();

}  // namespace lhits
