#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr int n = 4;
constexpr int delays = 2;
constexpr int rows = 30;

/// Of rows of three states and a parameter, with a scaler and a normalisation.
Reduction of_rows(const RowLayout& layout = {}) {
    auto network = AutoencoderNetwork::with_hidden(n * (delays + 1), {9}, 3, Activation::tanh);
    ++network.encoder.widths.front();
    ++network.decoder.widths.front();
    Scaler scaler;
    for (int i = 0; i < network.encoder.in(); ++i) {
        scaler.offset.push_back(0.1F * static_cast<float>(i));
        scaler.scale.push_back(1.0F + 0.1F * static_cast<float>(i));
    }
    return make_autoencoder("autoencoder", scaler, network,
                            initial_parameters(network, RandomStream(1, Purpose::weights, 0)),
                            layout);
}

AlignedVector<float> inputs() {
    AlignedVector<float> x(rows * (n * (delays + 1) + 1));
    RandomStream(1, Purpose::perturbation, 0).normal(0, x);
    return x;
}

}  // namespace

LHITS_TEST(states_before_are_encoded_and_not_decoded, 1) {
    const auto x = inputs();
    const auto plain = of_rows();
    const auto delayed = of_rows({.delays = delays});
    BOOST_TEST(delayed.state_size() == n);
    BOOST_TEST(delayed.input_size() == n * (delays + 1) + 1);
    BOOST_TEST(delayed.parameters() == 1);
    BOOST_TEST(delayed.dimension() == 4);

    AlignedVector<float> z(rows * 4);
    AlignedVector<float> expected(z.size());
    plain.encode(x, rows, expected);
    delayed.encode(x, rows, z);
    BOOST_TEST(z == expected);
    for (std::size_t r = 0; r < rows; ++r) {  // the parameter, scaled
        BOOST_TEST(std::abs(z[4 * r + 3] - (x[13 * r + 12] - 1.2F) / 2.2F) < 1e-6F);
    }

    AlignedVector<float> whole(rows * n * (delays + 1));
    AlignedVector<float> now(rows * n);
    plain.decode(z, rows, whole);
    delayed.decode(z, rows, now);
    double sum = 0.0;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t i = 0; i < n; ++i) {
            BOOST_TEST(std::abs(now[r * n + i] - whole[r * n * (delays + 1) + i]) < 1e-6F);
            const auto error = static_cast<double>(now[r * n + i] - x[r * 13 + i]);
            sum += error * error;
        }
    }
    BOOST_TEST(std::abs(delayed.squared_error(x, rows) / sum - 1.0) < 1e-6);

    const auto again = read_reduction(delayed.record());
    AlignedVector<float> same(now.size());
    again.decode(z, rows, same);
    BOOST_TEST(same == now);
    const std::vector<std::int64_t> last{3};
    AlignedVector<float> some(rows);
    again.decode(again.decoder_of(last), z, rows, some);
    for (std::size_t r = 0; r < rows; ++r) BOOST_TEST(std::abs(some[r] - now[r * n + 3]) < 1e-6F);
    const std::vector<std::int64_t> before{4};
    BOOST_CHECK_THROW(again.decoder_of(before), std::out_of_range);
}

LHITS_TEST(damaged_delayed_reductions_are_refused, 1) {
    const auto record = of_rows({.delays = delays}).record();
    for (const std::int64_t wrong : {-1, 0, 4, 12, 1 << 30}) {
        auto damaged = record;
        damaged.integers["delays"] = wrong;
        BOOST_CHECK_THROW(read_reduction(damaged), InputError);
    }
    auto nested = record;
    nested.children["rows"] = record;
    BOOST_CHECK_THROW(read_reduction(nested), InputError);
}
