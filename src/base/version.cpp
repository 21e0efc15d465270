#include "lhits/base/version.hpp"

#include "lhits_revision.hpp"  // written by cmake/revision.cmake at each build

namespace lhits {

const char* version() { return LHITS_VERSION; }

const char* git_revision() { return LHITS_GIT_REVISION; }

}  // namespace lhits
