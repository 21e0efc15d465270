#include "lhits/systems/lane_fourier.hpp"

#include <fftw3.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "lanes.hpp"
#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"

namespace lhits {

namespace {

namespace fs = std::filesystem;

/// Family, model and name of the processor as part of a file name.
std::string processor() {
    std::ifstream info("/proc/cpuinfo");
    std::string found;
    for (std::string line; std::getline(info, line) && !line.empty();) {
        if (!line.starts_with("cpu family") && !line.starts_with("model")) continue;
        for (const char c : line.substr(line.find(':') + 1)) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0) found += c;
            if (c == ' ') found += '-';
        }
    }
    return found.empty() ? "-unknown" : found;
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A file that gets its name only when it is whole.
class NewFile {
public:
    explicit NewFile(const std::string& path)
        : path_(path), partial_(fmt::format("{}.{}", path, getpid())) {
        std::error_code ignored;
        if (path_.empty()) return;
        fs::create_directories(fs::path(path_).parent_path(), ignored);
        file_.open(partial_, std::ios::binary);
    }
    ~NewFile() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove(partial_, ignored);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    bool open() const { return file_.is_open(); }

    bool write(const std::string& content) {
        file_ << content;
        file_.close();
        if (!file_) return false;
        std::error_code error;
        fs::rename(partial_, path_, error);
        return !error;
    }

private:
    std::string path_, partial_;
    std::ofstream file_;
};

}  // namespace

void LaneFourier::Destroy::operator()(fftw_plan_s* plan) const { fftw_destroy_plan(plan); }

LaneFourier::LaneFourier(std::size_t n) {
    if (n < 4 || n % 2 != 0) {
        throw Failure(fmt::format("Fourier transform: expected an even length, found {}", n));
    }
    // Only plans that are known, whether they were measured or estimated.
    constexpr unsigned known = FFTW_WISDOM_ONLY | FFTW_ESTIMATE;
    if (plan(n, known)) return;
    const auto path = fourier_wisdom_file();
    if (const auto saved = content_of(path); !saved.empty()) {
        if (!add_fourier_wisdom(saved)) {
            log::warning(path + ": not understood by this FFTW, made again");
        }
        if (plan(n, known)) return;
    }
    NewFile file(path);
    if (file.open() && plan(n, FFTW_PATIENT) && file.write(fourier_wisdom())) return;
    // A measurement that is not kept would be another one in the next run.
    fftw_forget_wisdom();
    if (!plan(n, FFTW_ESTIMATE)) {
        throw Failure(fmt::format("FFTW: expected a plan for {} real values, found none", n));
    }
}

bool LaneFourier::plan(std::size_t n, unsigned effort) {
    const int half = static_cast<int>(n / 2);
    constexpr int many = static_cast<int>(lanes);
    AlignedVector<double> u(n * lanes), z(n * lanes);  // planning writes to them
    const auto make = [&](double* from, double* to, int sign) {
        return Plan(fftw_plan_many_dft(1, &half, many, reinterpret_cast<fftw_complex*>(from),
                                       nullptr, many, 1, reinterpret_cast<fftw_complex*>(to),
                                       nullptr, many, 1, sign, effort));
    };
    forward_ = make(u.data(), z.data(), FFTW_FORWARD);
    backward_ = make(z.data(), u.data(), FFTW_BACKWARD);
    return forward_ && backward_;
}

void LaneFourier::forward(double* u, double* z) const {
    fftw_execute_dft(forward_.get(), reinterpret_cast<fftw_complex*>(u),
                     reinterpret_cast<fftw_complex*>(z));
}

void LaneFourier::backward(double* z, double* u) const {
    fftw_execute_dft(backward_.get(), reinterpret_cast<fftw_complex*>(z),
                     reinterpret_cast<fftw_complex*>(u));
}

std::string fourier_wisdom() {
    const std::unique_ptr<char, decltype(&std::free)> text(fftw_export_wisdom_to_string(),
                                                           &std::free);
    return text ? text.get() : "";
}

bool add_fourier_wisdom(const std::string& wisdom) {
    return fftw_import_wisdom_from_string(wisdom.c_str()) != 0;
}

std::string fourier_wisdom_file() {
    const auto variable = [](const char* name) {
        const char* value = std::getenv(name);
        return fs::path(value == nullptr ? "" : value);
    };
    auto folder = variable("XDG_CACHE_HOME");
    if (!folder.is_absolute()) {  // as the XDG base directory specification says
        folder = variable("HOME");
        if (!folder.is_absolute()) return {};
        folder /= ".cache";
    }
    return folder / "lhits" / ("fftw" + processor() + ".wisdom");
}

}  // namespace lhits
