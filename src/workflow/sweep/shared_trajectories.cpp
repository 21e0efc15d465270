#include <filesystem>

#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

/// Links to the trajectories that `run` shares, where they are and it has none of its own.
void link_shared(const Run& run, const RunDirectory& shared) {
    const fs::path link = run.directory.trajectories();
    if (fs::exists(link) || !fs::exists(shared.trajectories())) return;
    fs::remove(link);  // one that leads nowhere
    // A relative one: the sweep's folder can be moved.
    fs::create_symlink(fs::relative(shared.trajectories(), link.parent_path()), link);
}

}  // namespace

void generate(const Sweep& sweep) {
    for (const auto& run : sweep.shared) generate(run);
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        const Run& run = sweep.runs[i];
        on_root(run.ranks, [&] { link_shared(run, RunDirectory(sweep.shares[i])); });
        generate(run);
    }
}

}  // namespace lhits
