#include "lhits/systems/registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <type_traits>

#include "lhits/base/error.hpp"
#include "lhits/systems/fhn_lattice_boltzmann.hpp"
#include "lhits/systems/fhn_pde.hpp"
#include "lhits/systems/kuramoto_sivashinsky.hpp"
#include "lhits/systems/ode.hpp"
#include "lhits/systems/reaction_diffusion_2d.hpp"
#include "lhits/systems/recorded.hpp"

namespace lhits {

namespace {

struct Entry {
    std::string kind;
    std::unique_ptr<Described> (*parameters)();
    /// Null when the parameters are not this system's.
    std::unique_ptr<System> (*system)(const Described&, const Communicator& team,
                                      const std::map<std::string, double>& changed);
};

/// Changes one real number among settings.
class NumberChange final : public Keys {
public:
    NumberChange(const std::string& name, double value) : name_(name), value_(value) {}

    void key(const About&, bool&) override {}
    void key(const About&, std::int64_t&, Bounds) override {}
    void key(const About& about, double& value, Bounds bounds) override {
        numbers_.emplace_back(about.name);
        if (about.name != name_) return;
        done_ = true;
        if (value_ < bounds.low || value_ > bounds.high) {
            throw InputError(
                fmt::format("parameters: expected values of {} that system.{} may have, found {}",
                            name_, name_, value_));
        }
        value = value_;
    }
    void key(const About&, std::string&, const std::vector<std::string>&) override {}
    void key(const About&, std::vector<std::int64_t>&, Bounds) override {}
    void key(const About&, std::vector<double>&, Bounds) override {}
    void list(const About&, std::vector<std::int64_t>&, Bounds) override {}
    void list(const About&, std::vector<double>&, Bounds) override {}
    void list(const About&, std::vector<std::string>&) override {}

    void require_done(const std::string& kind) const {
        if (done_) return;
        throw InputError(fmt::format(
            "parameters.names: expected real numbers of the system {} ({}), found \"{}\"", kind,
            fmt::join(numbers_, ", "), name_));
    }

private:
    const std::string& name_;
    double value_;
    bool done_ = false;
    std::vector<std::string> numbers_;
};

/// A system that takes a team is decomposed over it; others are integrated by a rank alone.
template <class SystemType, class Parameters>
Entry entry() {
    return {
        SystemType::name,
        []() -> std::unique_ptr<Described> { return std::make_unique<Parameters>(); },
        [](const Described& described, const Communicator& team,
           const std::map<std::string, double>& changed) -> std::unique_ptr<System> {
            const auto* given = dynamic_cast<const Parameters*>(&described);
            if (given == nullptr) return nullptr;
            Parameters own = *given;
            for (const auto& [name, value] : changed) {
                NumberChange change(name, value);
                own.describe(change);
                change.require_done(SystemType::name);
            }
            if constexpr (std::is_constructible_v<SystemType, const Parameters&,
                                                  const Communicator&>) {
                return std::make_unique<SystemType>(own, team);
            } else {
                if (team.size() == 1) return std::make_unique<SystemType>(own);
                throw InputError(fmt::format(
                    "trajectories.team: expected 1, for a trajectory of {} is integrated by one "
                    "rank, found {}",
                    SystemType::name, team.size()));
            }
        }};
}

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all{
        entry<FhnLatticeBoltzmann, FhnLatticeBoltzmannParameters>(),
        entry<KuramotoSivashinsky, KuramotoSivashinskyParameters>(),
        entry<ReactionDiffusion2d, ReactionDiffusion2dParameters>(),
        entry<Recorded, RecordedParameters>(),
#ifdef LHITS_HAVE_PETSC
        entry<FhnPde, FhnPdeParameters>(),
        entry<Ode, OdeParameters>(),
#endif
    };
    return all;
}

const Entry* find(const std::string& kind) {
    for (const auto& candidate : entries())
        if (candidate.kind == kind) return &candidate;
    return nullptr;
}

}  // namespace

std::vector<std::string> system_kinds() {
    std::vector<std::string> kinds;
    for (const auto& known : entries()) kinds.push_back(known.kind);
    return kinds;
}

std::unique_ptr<Described> make_system_parameters(const std::string& kind) {
    const Entry* known = find(kind);
#ifndef LHITS_HAVE_PETSC
    if (kind == "ode" || kind == "fhn-pde") {
        throw InputError(
            fmt::format("system.kind: expected one of {}, found \"{}\", but this lhits was built "
                        "without PETSc; "
                        "configure it with -DLHITS_PETSC=ON",
                        fmt::join(system_kinds(), ", "), kind));
    }
#endif
    return known == nullptr ? nullptr : known->parameters();
}

std::unique_ptr<System> make_system(const std::string& kind, const Described& parameters,
                                    const Communicator& team,
                                    const std::map<std::string, double>& changed) {
    const Entry* known = find(kind);
    if (known == nullptr)
        throw InputError(fmt::format("system.kind: expected one of {}, found \"{}\"",
                                     fmt::join(system_kinds(), ", "), kind));
    auto system = known->system(parameters, team, changed);
    if (!system)
        throw Failure(
            fmt::format("system {}: expected parameters made for this kind, found those "
                        "of another; make them with make_system_parameters(\"{}\")",
                        kind, kind));
    return system;
}

}  // namespace lhits
