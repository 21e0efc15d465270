// A system that is known by its trajectories alone, out of a file that 'lhits import' has made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lhits/config/deck.hpp"
#include "lhits/config/keys.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// Keys of [system] for this kind.
struct RecordedParameters final : Described, GivenTrajectories {
    std::string file;
    /// Which trajectories train, validate and test: those of the file in their order ("file"), or
    /// in one that is drawn ("drawn", a function of the seed).
    std::string order = "file";
    /// Long trajectories are cut into pieces of so many steps, each a trajectory; 0: they are
    /// whole.
    std::int64_t piece_steps = 0;
    std::int64_t gap_steps = 0;  ///< left out between two pieces

    void describe(Keys& keys) override;

    /// Reads the header of the file. Throws InputError.
    Extent extent() const override;
    /// As data_checksum(). Throws InputError.
    std::int64_t content() const override { return data_checksum(file); }
};

/// Trajectories of a file, or pieces of them; there is no solver.
class Recorded final : public System {
public:
    static constexpr const char* name = "file";

    /// Throws InputError when the file cannot be used.
    explicit Recorded(const RecordedParameters& parameters);

    std::string kind() const override { return name; }
    StateLayout layout() const override { return header_.coordinates; }
    std::size_t state_size() const override { return header_.coordinates.size(); }
    double dt() const override { return header_.dt; }
    std::int64_t batch() const override { return 1; }

    bool can_integrate() const override { return false; }
    std::vector<float> recorded(std::int64_t seed, std::int64_t number,
                                std::int64_t steps) const override {
        return read(order(seed).at(static_cast<std::size_t>(number)), steps);
    }
    std::vector<std::string> parameter_names() const override { return header_.parameter_names; }
    std::vector<double> recorded_parameters(std::int64_t seed, std::int64_t number) const override {
        return parameters(order(seed).at(static_cast<std::size_t>(number)));
    }
    /// These throw Failure.
    std::vector<double> initial_state(const RandomStream& stream) const override;
    std::vector<double> integrate(std::span<const double> initial, std::int64_t steps, bool spin_up,
                                  const std::function<void(double)>& progress) const override;

    /// How many trajectories, or pieces, there are, and their steps.
    std::int64_t count() const { return header_.trajectories * pieces(); }
    std::int64_t steps() const;
    /// The file's numbers of the trajectories 0 ... count() - 1 in the order of the deck.
    const std::vector<std::int64_t>& order(std::int64_t seed) const;
    /// The first steps of the trajectory of that number, (steps + 1, state). Serial. Throws
    /// InputError.
    std::vector<float> read(std::int64_t trajectory, std::int64_t steps) const;
    /// Those of the trajectory of that number.
    std::vector<double> parameters(std::int64_t trajectory) const;

private:
    /// Of each trajectory of the file.
    std::int64_t pieces() const;

    RecordedParameters parameters_;
    DataHeader header_;
    mutable std::optional<std::int64_t> seed_;  ///< of the order that was asked for last
    mutable std::vector<std::int64_t> order_;
};

}  // namespace lhits
