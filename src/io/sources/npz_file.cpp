// NumPy's .npz: a zip archive (PKWARE's APPNOTE 6.3) of .npy files, stored or deflated.
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "../mapped_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "npy_array.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using Bytes = std::span<const std::byte>;
using hdf5::Problem;

constexpr std::uint32_t end_signature = 0x06054b50, end64_signature = 0x06064b50;
constexpr std::uint32_t entry_signature = 0x02014b50, local_signature = 0x04034b50;
constexpr std::uint64_t in_extra = 0xffffffff;  // a number of 32 bits that the extra field has
constexpr std::uint64_t stored = 0, deflated = 8;

[[noreturn]] void refuse_damaged() {
    throw Problem("damaged or truncated: expected a zip archive; copy or write it again");
}

/// A little-endian number of `width` bytes.
std::uint64_t number(Bytes bytes, std::size_t at, std::size_t width) {
    if (at > bytes.size() || width > bytes.size() - at) refuse_damaged();
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = value * 256 + std::to_integer<unsigned>(bytes[at + i]);
    return value;
}

Bytes part(Bytes bytes, std::uint64_t at, std::uint64_t count) {
    if (at > bytes.size() || count > bytes.size() - at) refuse_damaged();
    return bytes.subspan(at, count);
}

struct Member {
    std::string name;
    std::uint64_t method = 0, packed_size = 0, size = 0, header = 0;
};

/// Sizes and places of 64 bits, of which the extra field (id 1) has those that do not fit.
void read_extra(Bytes extra, Member& member) {
    for (std::size_t at = 0; at + 4 <= extra.size();) {
        const auto id = number(extra, at, 2), length = number(extra, at + 2, 2);
        const auto field = part(extra, at + 4, length);
        std::size_t next = 0;
        if (id == 1) {
            for (auto* value : {&member.size, &member.packed_size, &member.header}) {
                if (*value != in_extra) continue;
                *value = number(field, next, 8);
                next += 8;
            }
        }
        at += 4 + length;
    }
}

std::vector<Member> members_of(Bytes file) {
    constexpr std::size_t end_size = 22, longest_comment = 65535;
    if (file.size() < end_size) refuse_damaged();
    std::size_t end = file.size() - end_size;
    const std::size_t least = end > longest_comment ? end - longest_comment : 0;
    while (number(file, end, 4) != end_signature) {
        if (end == least) refuse_damaged();
        --end;
    }
    auto count = number(file, end + 10, 2), at = number(file, end + 16, 4);
    if (at == in_extra || count == 0xffff) {
        if (end < 20) refuse_damaged();
        const auto end64 = number(file, end - 20 + 8, 8);
        if (number(file, end64, 4) != end64_signature) refuse_damaged();
        count = number(file, end64 + 32, 8);
        at = number(file, end64 + 48, 8);
    }
    std::vector<Member> members;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (number(file, at, 4) != entry_signature) refuse_damaged();
        Member member{"", number(file, at + 10, 2), number(file, at + 20, 4),
                      number(file, at + 24, 4), number(file, at + 42, 4)};
        const auto name_size = number(file, at + 28, 2), extra_size = number(file, at + 30, 2);
        const auto name = part(file, at + 46, name_size);
        member.name.assign(reinterpret_cast<const char*>(name.data()), name.size());  // NOLINT
        read_extra(part(file, at + 46 + name_size, extra_size), member);
        at += 46 + name_size + extra_size + number(file, at + 32, 2);
        members.push_back(std::move(member));
    }
    return members;
}

Bytes content_of(Bytes file, const Member& member) {
    if (number(file, member.header, 4) != local_signature) refuse_damaged();
    const auto begin = member.header + 30 + number(file, member.header + 26, 2) +
                       number(file, member.header + 28, 2);
    return part(file, begin, member.packed_size);
}

/// What zlib unpacks as it is read; going back starts again.
class Inflated final : public ByteSource {
public:
    Inflated(Bytes packed, std::size_t size) : packed_(packed), size_(size) { start(); }
    ~Inflated() override { inflateEnd(&stream_); }

    std::size_t size() const override { return size_; }
    bool seeks() const override { return false; }

    void read(std::size_t first, std::span<std::byte> out) override {
        if (first < at_) {
            inflateEnd(&stream_);
            start();
        }
        std::vector<std::byte> skipped(std::min<std::size_t>(first - at_, std::size_t{1} << 16U));
        while (at_ < first) {
            unpack(std::span(skipped).first(std::min(skipped.size(), first - at_)));
        }
        unpack(out);
    }

private:
    void start() {
        stream_ = {};
        at_ = given_ = 0;
        if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw Failure("zlib cannot start");
    }

    void unpack(std::span<std::byte> out) {
        constexpr std::size_t most = std::size_t{1} << 30U;  // zlib counts in 32 bits
        while (!out.empty()) {
            if (stream_.avail_in == 0) {
                const auto next = std::min(packed_.size() - given_, most);
                // zlib takes a pointer that it may write through, and does not.
                stream_.next_in = reinterpret_cast<Bytef*>(            // NOLINT
                    const_cast<std::byte*>(packed_.data() + given_));  // NOLINT
                stream_.avail_in = static_cast<uInt>(next);
                given_ += next;
            }
            const auto wanted = std::min(out.size(), most);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data());  // NOLINT
            stream_.avail_out = static_cast<uInt>(wanted);
            const int status = inflate(&stream_, Z_NO_FLUSH);
            const auto made = wanted - stream_.avail_out;
            at_ += made;
            out = out.subspan(made);
            if (status == Z_STREAM_END && out.empty()) return;
            if (status != Z_OK ||
                (made == 0 && stream_.avail_in == 0 && given_ == packed_.size())) {
                throw Problem(
                    "damaged or truncated: zlib cannot unpack it; copy or write it again");
            }
        }
    }

    Bytes packed_;
    std::size_t size_;
    z_stream stream_{};
    std::size_t at_ = 0;     // of the unpacked bytes, the next one
    std::size_t given_ = 0;  // packed bytes that zlib has got
};

class NpzFile final : public ArrayFile {
public:
    explicit NpzFile(const std::string& path) : path_(path), file_(path) {
        hdf5::reading(path_, [&] {
            for (const auto& member : members_of(file_.bytes())) add(member);
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
    void add(const Member& member) {
        constexpr std::string_view ending = ".npy";
        if (!member.name.ends_with(ending)) {
            left_out_.push_back({shown(member.name), "no array of NumPy"});
            return;
        }
        const auto name = member.name.substr(0, member.name.size() - ending.size());
        try {
            NpyArray array(bytes_of(member), name);
            const bool complex = array.is_complex();
            add(std::make_unique<NpyArray>(std::move(array)));
            if (!complex) return;
            add(std::make_unique<NpyArray>(bytes_of(member), name, NpyArray::Part::imaginary));
        } catch (const UnreadType& type) {
            left_out_.push_back({utf8_text(name), type.found()});
        }
    }

    void add(std::unique_ptr<NpyArray> array) {
        variables_.push_back(array->variable());
        arrays_.push_back(std::move(array));
    }

    /// Those of each array are its own, so that it is unpacked once from its beginning to its end.
    std::unique_ptr<ByteSource> bytes_of(const Member& member) const {
        const auto content = content_of(file_.bytes(), member);
        if (member.method == stored) return std::make_unique<BytesInMemory>(content);
        if (member.method == deflated) return std::make_unique<Inflated>(content, member.size);
        throw Problem(
            fmt::format("expected {} to be stored or deflated, found method {}; write "
                        "it with numpy.savez or numpy.savez_compressed",
                        shown(member.name), member.method));
    }

    std::string path_;
    MappedFile file_;
    std::vector<std::unique_ptr<NpyArray>> arrays_;
    std::vector<ArrayVariable> variables_;
    std::vector<LeftOut> left_out_;
};

}  // namespace

std::unique_ptr<ArrayFile> open_npz(const std::string& path) {
    return std::make_unique<NpzFile>(path);
}

}  // namespace lhits
