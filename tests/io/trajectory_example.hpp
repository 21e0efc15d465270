// A small trajectory file: 5 + 2 + 1 trajectories of 6 times and 4 state elements.
#pragma once

#include <string>
#include <vector>

#include "lhits/io/trajectory_file.hpp"
#include "lhits_test.hpp"

namespace lhits::test {

inline TrajectoryHeader example_header() {
    TrajectoryHeader header;
    header.system = "fhn";
    header.dt = 0.1;
    header.steps = 5;
    header.coordinates = grid_layout({{"x", "m", {0.0, 0.5}}}, {{"u"}, {"v"}}, "s");
    header.train = 5;
    header.train_steps = 5;
    header.validation = 2;
    header.test = 1;
    header.deck = "[run]\n";
    header.seed = 11;
    return header;
}

inline std::vector<float> example_trajectory(Split split, std::int64_t trajectory) {
    std::vector<float> u(24);
    for (std::size_t i = 0; i < u.size(); ++i) {
        u[i] = static_cast<float>(1000 * static_cast<int>(split)) +
               static_cast<float>(100 * trajectory) + static_cast<float>(i) / 3.0F;
    }
    return u;
}

/// Collective: the trajectories are dealt to the ranks in turn.
inline void write_example(const std::string& path) {
    TrajectoryWriter writer(world(), path, example_header());
    std::int64_t turn = 0;
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        for (std::int64_t i = 0; i < example_header().count(split); ++i, ++turn) {
            if (turn % world().size() != world().rank()) continue;
            writer.write(split, i, example_trajectory(split, i));
        }
    }
    writer.finish({{"seconds", 2.5}});
}

}  // namespace lhits::test
