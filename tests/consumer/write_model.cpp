// Writes the model file that the solvers beside this one use: instead of learning one, a surrogate
// of known weights. It turns a state (u, v) by 1.01 radians in a unit of time, where the solvers'
// own equations u' = -v, v' = u turn it by 1: a model that is off by 1 %.
// Usage: write_model FILE
#include <lhits/hits/model_file.hpp>
#include <lhits/parallel/environment.hpp>

#include <cmath>
#include <cstdlib>
#include <exception>
#include <iostream>

namespace {

constexpr double dt = 0.125;

lhits::Stepper turning(std::int64_t stride) {
    const double angle = 1.01 * dt * static_cast<double>(stride);
    const auto c = static_cast<float>(std::cos(angle) - 1.0);  // a stepper adds its network
    const auto s = static_cast<float>(std::sin(angle));
    const lhits::Architecture network{{2, 2}, {lhits::Activation::linear}};
    return {stride, network, {c, s, -s, c, 0.0F, 0.0F}, {}};
}

}  // namespace

int main(int argc, char** argv) {
    const lhits::MpiEnvironment mpi;
    try {
        lhits::Surrogate surrogate;
        surrogate.reduction = lhits::make_identity(2);
        for (const int stride : {1, 2, 4, 8}) surrogate.steppers.push_back(turning(stride));
        surrogate.couplings[lhits::unseen] = {0, 3, 0.0, 0.0, 0.0};
        lhits::Record model;
        lhits::put_header(
            model,
            {"turn", dt, 100, lhits::grid_layout({{"x", "1", {0.0}}}, {{"u"}, {"v"}}, "s"), "", 1});
        model.children["full"] = lhits::surrogate_record(surrogate);
        lhits::write_record_file(argv[1], lhits::model_format, model);
    } catch (const std::exception& error) {
        std::cerr << "write_model: " << error.what() << std::endl;
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
