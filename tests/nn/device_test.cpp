#include "lhits/nn/device.hpp"

#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(the_processor_is_there_always, 1, 2) {
    BOOST_TEST(!choose_device("cpu", true, test::world()).is_gpu());
    BOOST_CHECK_THROW(choose_device("gpu", false, test::world()), std::invalid_argument);
}

// Where there are GPUs, "cuda" takes one of them; where there are none, all ranks are told.
LHITS_TEST(cuda_is_a_gpu_or_an_error_on_all_ranks, 1, 2) {
    const auto automatic = choose_device("auto", false, test::world());
    if (automatic.is_gpu()) {
        const auto device = choose_device("cuda", true, test::world());
        BOOST_TEST(device.gpu == automatic.gpu);
        BOOST_TEST(device.tf32);
        return;
    }
    try {
        choose_device("cuda", false, test::world());
        BOOST_FAIL("expected an InputError");
    } catch (const InputError& error) {
        BOOST_TEST(error.everywhere());
        const std::string what = error.what();
        BOOST_TEST(what.find("run.device: expected a GPU") == 0U);
        BOOST_TEST(what.find('\n') == std::string::npos);
    }
}
