#include "lhits/systems/lane_fourier.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <sstream>

#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using lhits::LaneFourier;

namespace {

namespace fs = std::filesystem;

/// A cache folder of its own for the time of a test.
class Cache {
public:
    explicit Cache(const std::string& folder)
        : before_(std::getenv("XDG_CACHE_HOME") == nullptr ? "" : std::getenv("XDG_CACHE_HOME")) {
        setenv("XDG_CACHE_HOME", folder.c_str(), 1);
    }
    ~Cache() { setenv("XDG_CACHE_HOME", before_.c_str(), 1); }
    Cache(const Cache&) = delete;
    Cache& operator=(const Cache&) = delete;

private:
    std::string before_;
};

fs::path scratch() {
    auto folder = fs::temp_directory_path() / ("lhits-cache-" + std::to_string(getpid()));
    fs::remove_all(folder);
    return folder;
}

std::string content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// Largest error of the transforms of some numbers against the sums they stand for.
double error_of(const LaneFourier& fourier, std::size_t n) {
    const std::size_t half = n / 2;
    lhits::AlignedVector<double> u(8 * n), z(8 * n), back(8 * n);
    for (std::size_t i = 0; i < u.size(); ++i)
        u[i] = std::sin(0.37 * static_cast<double>(i * i % 101));
    const auto original = u;
    fourier.forward(u.data(), z.data());
    double largest = 0.0;
    for (std::size_t m = 0; m < 8; ++m) {
        for (std::size_t k = 0; k < half; ++k) {
            double re = 0.0, im = 0.0;
            for (std::size_t j = 0; j < half; ++j) {
                const double angle = 2.0 * std::numbers::pi * static_cast<double>(j * k % half) /
                                     static_cast<double>(half);
                const double even = original[16 * j + 2 * m], odd = original[16 * j + 2 * m + 1];
                re += even * std::cos(angle) + odd * std::sin(angle);
                im += odd * std::cos(angle) - even * std::sin(angle);
            }
            largest = std::max(largest, std::abs(z[16 * k + 2 * m] - re));
            largest = std::max(largest, std::abs(z[16 * k + 2 * m + 1] - im));
        }
    }
    fourier.backward(z.data(), back.data());
    for (std::size_t i = 0; i < u.size(); ++i)
        largest = std::max(largest, std::abs(back[i] / static_cast<double>(half) - original[i]));
    return largest;
}

}  // namespace

LHITS_TEST(fourier_transforms_are_the_sums_they_stand_for, 1) {
    for (const std::size_t n : {4U, 62U, 120U, 256U})
        BOOST_TEST(error_of(LaneFourier(n), n) < 1e-12);
    BOOST_CHECK_THROW(LaneFourier(7), lhits::Failure);
    BOOST_CHECK_THROW(LaneFourier(0), lhits::Failure);
}

LHITS_TEST(fourier_wisdom_is_kept, 1) {
    const auto folder = scratch();
    const Cache cache(folder);
    const fs::path file = lhits::fourier_wisdom_file();
    BOOST_TEST(file.parent_path() == folder / "lhits");
    const LaneFourier measured(112);
    const auto kept = content(file);
    BOOST_TEST(kept == lhits::fourier_wisdom());
    const LaneFourier again(112);  // known
    BOOST_TEST(content(file) == kept);
    BOOST_TEST(lhits::add_fourier_wisdom(kept));
    // One more length is added to the others.
    const LaneFourier other(116);
    BOOST_TEST(content(file).size() > kept.size());
    BOOST_TEST(std::distance(fs::directory_iterator(folder / "lhits"), fs::directory_iterator{}) ==
               1);
    fs::remove_all(folder);
}

LHITS_TEST(fourier_wisdom_that_is_damaged_is_made_again, 1) {
    const auto folder = scratch();
    const Cache cache(folder);
    const fs::path file = lhits::fourier_wisdom_file();
    fs::create_directories(file.parent_path());
    for (const char* damage : {"no wisdom", "(fftw-9.9 fftw_wisdom #x0 #x0 #x0 #x0\n)\n"}) {
        std::ofstream(file) << damage;
        BOOST_TEST(!lhits::add_fourier_wisdom(damage));
        const std::size_t n = damage[0] == 'n' ? 136 : 144;
        BOOST_TEST(error_of(LaneFourier(n), n) < 1e-12);
        BOOST_TEST(content(file) == lhits::fourier_wisdom());
    }
    fs::remove_all(folder);
}

LHITS_TEST(fourier_estimates_where_nothing_can_be_kept, 1) {
    const Cache cache("/proc/no-such-folder");
    BOOST_TEST(error_of(LaneFourier(104), 104) < 1e-12);
    const auto estimated = lhits::fourier_wisdom();
    BOOST_TEST(estimated.size() > 0U);
    // Another process that is told so makes the same plan, even where it could keep a file.
    const auto folder = scratch();
    const Cache writable(folder);
    const LaneFourier same(104);
    BOOST_TEST(!fs::exists(folder));
    BOOST_TEST(lhits::fourier_wisdom() == estimated);
}
