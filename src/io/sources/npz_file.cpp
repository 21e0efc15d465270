// NumPy's .npz: a zip archive of .npy files.
#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "../mapped_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "npy_array.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using hdf5::Problem;
using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

/// Borrows the bytes.
Archive open_archive(std::span<const std::byte> bytes) {
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    Archive archive(zip_open_from_source(source, ZIP_RDONLY, nullptr), zip_discard);
    if (archive) return archive;
    zip_source_free(source);
    throw Problem("damaged or truncated: expected a zip archive; copy or write it again");
}

/// A file of an archive; of a packed one, going back starts again.
class Member final : public ByteSource {
public:
    Member(zip_t& archive, zip_uint64_t index) : archive_(archive), index_(index) {
        zip_stat_index(&archive_, index_, 0, &stat_);
        open();
    }

    std::size_t size() const override { return stat_.size; }
    bool seeks() const override { return stat_.comp_method == ZIP_CM_STORE; }

    void read(std::size_t first, std::span<std::byte> out) override {
        if (first != at_ && seeks()) {
            if (zip_fseek(file_.get(), static_cast<zip_int64_t>(first), SEEK_SET) != 0) {
                refuse(zip_file_strerror(file_.get()));
            }
            at_ = first;
        }
        if (first < at_) open();
        std::vector<std::byte> skipped(std::min<std::size_t>(first - at_, std::size_t{1} << 16U));
        while (at_ < first) {
            unpack(std::span(skipped).first(std::min(skipped.size(), first - at_)));
        }
        unpack(out);
    }

private:
    void open() {
        at_ = 0;
        file_.reset(zip_fopen_index(&archive_, index_, 0));
        if (!file_) refuse(zip_strerror(&archive_));
    }

    void unpack(std::span<std::byte> out) {
        while (!out.empty()) {
            const auto count = zip_fread(file_.get(), out.data(), out.size());
            if (count == 0) refuse("it ends early");
            if (count < 0) refuse(zip_file_strerror(file_.get()));
            at_ += static_cast<std::size_t>(count);
            out = out.subspan(static_cast<std::size_t>(count));
        }
    }

    [[noreturn]] void refuse(const char* why) const {
        throw Problem(
            fmt::format("damaged or truncated: cannot unpack {} ({}); copy or write it again",
                        in_quotes(stat_.name), why));
    }

    zip_t& archive_;
    zip_uint64_t index_;
    zip_stat_t stat_{};
    std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file_{nullptr, zip_fclose};
    std::size_t at_ = 0;  // of its bytes, the next one
};

class NpzFile final : public ArrayFile {
public:
    explicit NpzFile(const std::string& path) : path_(path), file_(path) {
        hdf5::reading(path_, [&] {
            archive_ = open_archive(file_.bytes());
            const auto count = zip_get_num_entries(archive_.get(), 0);
            for (zip_int64_t i = 0; i < count; ++i) add(static_cast<zip_uint64_t>(i));
        });
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }
    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        hdf5::reading(path_, [&] { arrays_[variable]->read(start, count, out); });
    }
    std::vector<LeftOut> left_out() const override { return left_out_; }
    bool seeks() const override {
        return std::all_of(arrays_.begin(), arrays_.end(),
                           [](const auto& array) { return array->seeks(); });
    }

private:
    void add(zip_uint64_t index) {
        constexpr std::string_view ending = ".npy";
        const std::string member = zip_get_name(archive_.get(), index, ZIP_FL_ENC_RAW);
        if (!member.ends_with(ending)) {
            left_out_.push_back({in_quotes(member), "no array of NumPy"});
            return;
        }
        const auto name = member.substr(0, member.size() - ending.size());
        // Those of each array are its own, so that it is unpacked once from its beginning to its
        // end.
        const auto bytes = [&] { return std::make_unique<Member>(*archive_, index); };
        try {
            NpyArray array(bytes(), name);
            const bool complex = array.is_complex();
            add(std::make_unique<NpyArray>(std::move(array)));
            if (complex) {
                add(std::make_unique<NpyArray>(bytes(), name, NpyArray::Part::imaginary));
            }
        } catch (const UnreadType& type) {
            left_out_.push_back({utf8_text(name), type.found()});
        }
    }

    void add(std::unique_ptr<NpyArray> array) {
        variables_.push_back(array->variable());
        arrays_.push_back(std::move(array));
    }

    std::string path_;
    MappedFile file_;
    Archive archive_{nullptr, zip_discard};
    std::vector<std::unique_ptr<NpyArray>> arrays_;
    std::vector<ArrayVariable> variables_;
    std::vector<LeftOut> left_out_;
};

}  // namespace

std::unique_ptr<ArrayFile> open_npz(const std::string& path) {
    return std::make_unique<NpzFile>(path);
}

}  // namespace lhits
