// Makes an error on some ranks an error on all of them.
#pragma once

#include <functional>

namespace lhits {

class Communicator;

/// Collective: runs `work` on every rank; when it throws lhits::Error or std::exception on any of
/// them, the same error (that of the lowest rank that failed) is thrown on all, marked as being
/// everywhere. `work` must not itself communicate over `ranks` after a point where it can throw.
void agree_on_errors(const Communicator& ranks, const std::function<void()>& work);

/// Collective: the same, `work` running on rank 0 only.
void on_root(const Communicator& ranks, const std::function<void()>& work);

}  // namespace lhits
