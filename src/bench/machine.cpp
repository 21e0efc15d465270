#include "machine.hpp"

#include <cblas.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"
#include "timing.hpp"

namespace lhits {
namespace {

constexpr std::size_t mebibyte = 1U << 20U;

/// A file that is gone again at the end.
class TrialFile {
public:
    explicit TrialFile(const std::string& folder)
        : path_(fmt::format("{}/lhits-bench-{}", folder, getpid())),
          number_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
        if (number_ < 0) fail("open");
    }
    ~TrialFile() {
        ::close(number_);
        ::unlink(path_.c_str());
    }
    TrialFile(const TrialFile&) = delete;
    TrialFile& operator=(const TrialFile&) = delete;

    void write(const char* data, std::size_t size) {
        while (size > 0) {
            const auto written = ::write(number_, data, size);
            if (written < 0) fail("write");
            data += written;
            size -= static_cast<std::size_t>(written);
        }
    }
    void flush() {
        if (::fsync(number_) != 0) fail("flush");
    }

private:
    [[noreturn]] void fail(const char* action) const {
        throw Failure(fmt::format("{}: cannot {}: {}; choose another --folder", path_, action,
                                  std::strerror(errno)));
    }
    std::string path_;
    int number_;
};

}  // namespace

Measurement bench_sgemm(double seconds) {
    constexpr int n = 2048;
    constexpr auto size = static_cast<std::size_t>(n) * n;
    const AlignedVector<float> a(size, 0.5F);
    const AlignedVector<float> b(size, 0.25F);
    AlignedVector<float> c(size);
    auto result = measured("sgemm", "product of two 2048 x 2048 float32 matrices, BLAS",
                           time_repeats(seconds, [&] {
                               cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0F,
                                           a.data(), n, b.data(), n, 0.0F, c.data(), n);
                           }));
    result.flops = 2.0 * n * n * n;
    return against_itself(std::move(result));
}

Measurement bench_memory(double seconds) {
    constexpr std::size_t size = 128 * mebibyte;
    const std::vector<char> from(size, 1);
    std::vector<char> to(size);
    auto result =
        measured("memory", "copy of 128 MiB",
                 time_repeats(seconds, [&] { std::memcpy(to.data(), from.data(), size); }));
    result.bytes = 2.0 * static_cast<double>(size);
    return against_itself(std::move(result));
}

void write_plain_file(const std::string& folder, int blocks) {
    static const std::vector<char> data(4 * mebibyte, 1);
    TrialFile file(folder);
    for (int i = 0; i < blocks; ++i) file.write(data.data(), data.size());
    file.flush();
}

Measurement bench_file(double seconds, const std::string& folder) {
    constexpr int blocks = 64;
    auto result = measured("file", "plain write of 256 MiB and fsync",
                           time_repeats(seconds, [&] { write_plain_file(folder, blocks); }));
    result.bytes = 4.0 * static_cast<double>(mebibyte) * blocks;
    return against_itself(std::move(result));
}

}  // namespace lhits
