#include "dimension_names.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace lhits {
namespace {

using Words = std::set<std::string>;

bool is_among(const Words& words, std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return words.contains(name);
}

}  // namespace

bool is_time_name(const std::string& name) {
    static const Words words{"time",   "t",      "times", "sim_time", "simtime", "tspan",
                             "t_span", "t_eval", "tout",  "t_out",    "tvec",    "timevalue"};
    return is_among(words, name);
}

bool is_trajectory_name(const std::string& name) {
    static const Words words{
        "trajectory",  "trajectories", "traj",        "sample",         "samples",   "member",
        "members",     "member_id",    "ensemble",    "ensembles",      "ens",       "number",
        "realization", "realizations", "realisation", "realisations",   "replicate", "replicates",
        "run",         "runs",         "simulation",  "simulations",    "sim",       "case",
        "cases",       "batch",        "batches",     "ensemble_member"};
    return is_among(words, name);
}

bool is_component_name(const std::string& name) {
    static const Words words{"component", "components", "comp",   "comps",           "channel",
                             "channels",  "field",      "fields", "vector",          "vectors",
                             "vec",       "dim",        "dims",   "direction",       "directions",
                             "xyz",       "uvw",        "tensor", "vector_component"};
    return is_among(words, name);
}

}  // namespace lhits
