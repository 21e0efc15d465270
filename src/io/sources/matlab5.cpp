// Variables of MATLAB's files of the versions 4 and 5 (until 7.2), read by matio. Those of version
// 7.3 are HDF5, and never get here: Debian's matio brings a serial HDF5 along, beside our parallel
// one. Their symbols have versions, so that each library finds its own.
#include <fmt/format.h>
#include <matio.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include "../hdf5_handle.hpp"
#include "array_file.hpp"
#include "array_runs.hpp"
#include "complex_parts.hpp"
#include "lhits/base/in_quotes.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using hdf5::Problem;

struct CloseFile {
    void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
    void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};

std::uint32_t number(const std::string& bytes, std::size_t at, bool little) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value * 256 + static_cast<unsigned char>(bytes[little ? at + 3 - i : at + i]);
    }
    return value;
}

/// The length of a variable of version 4, of which `header` is the beginning: its type MOPT (byte
/// order, 0, precision, kind), rows, columns, whether it is complex, and the length of its name.
std::uint64_t length_in_version_4(const std::string& header) {
    constexpr std::array<std::uint64_t, 6> sizes{8, 4, 4, 2, 2, 1};  // by precision
    const bool little = number(header, 0, true) < 1000;
    const auto type = number(header, 0, little) % 1000;
    if (number(header, 0, little) >= 2000 || type >= 100 || type / 10 >= sizes.size() ||
        type % 10 > 2 || number(header, 12, little) > 1) {
        throw hdf5::Unwanted(
            "expected a file of MATLAB's as its name says, found other content; convert it, or "
            "name it after what it is");
    }
    const std::uint64_t values = std::uint64_t{number(header, 4, little)} *
                                 number(header, 8, little) * (1 + number(header, 12, little));
    return header.size() + number(header, 16, little) + values * sizes[type / 10];
}

/// As many variables as a file has, which all must be whole: matio takes what is cut off for the
/// end of the file.
std::size_t variables_in(const std::string& path) {
    constexpr std::size_t begin_size = 128, tag_size = 8, header_size = 20;
    std::ifstream file(path, std::ios::binary);
    std::string begin(begin_size, '\0');
    file.read(begin.data(), begin_size);
    const bool five = begin.starts_with("MATLAB 5");
    const bool little = begin[begin_size - 2] == 'I';
    const std::uint64_t size = std::filesystem::file_size(path);
    std::size_t count = 0;
    for (std::uint64_t at = five ? begin_size : 0; at < size || count == 0; ++count) {
        std::string header(five ? tag_size : header_size, '\0');
        file.clear();
        file.seekg(static_cast<std::streamoff>(at));
        file.read(header.data(), static_cast<std::streamsize>(header.size()));
        const auto end =
            at + (five ? tag_size + number(header, 4, little) : length_in_version_4(header));
        if (!file || end > size) {
            throw Problem(fmt::format(
                "truncated: expected at least {} bytes, found {}; copy the file or write it again",
                end, size));
        }
        at = end;
    }
    return count;
}

/// Why a variable is not read; empty: it is.
std::string unread(const matvar_t& variable) {
    if (variable.isLogical != 0) return "true and false values";
    switch (variable.class_type) {
        case MAT_C_CELL: return "a cell array";
        case MAT_C_STRUCT: return "an array of structs";
        case MAT_C_CHAR: return "text";
        case MAT_C_SPARSE: return "a sparse matrix";
        case MAT_C_FUNCTION: return "a function";
        case MAT_C_OBJECT:
        case MAT_C_OPAQUE: return "an object";
        case MAT_C_EMPTY: return "empty";
        default: break;
    }
    std::size_t count = 1;
    for (int d = 0; d < variable.rank; ++d) count *= variable.dims[d];
    return count == 0 ? "empty" : "";
}

template <class T>
void widen(const std::vector<std::byte>& from, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        T value{};
        std::memcpy(&value, from.data() + i * sizeof(T), sizeof(T));
        out[i] = static_cast<double>(value);
    }
}

/// From numbers of a class of MATLAB's.
void convert(matio_classes of, const std::vector<std::byte>& from, std::span<double> out) {
    switch (of) {
        case MAT_C_SINGLE: return widen<float>(from, out);
        case MAT_C_INT8: return widen<std::int8_t>(from, out);
        case MAT_C_UINT8: return widen<std::uint8_t>(from, out);
        case MAT_C_INT16: return widen<std::int16_t>(from, out);
        case MAT_C_UINT16: return widen<std::uint16_t>(from, out);
        case MAT_C_INT32: return widen<std::int32_t>(from, out);
        case MAT_C_UINT32: return widen<std::uint32_t>(from, out);
        case MAT_C_INT64: return widen<std::int64_t>(from, out);
        case MAT_C_UINT64: return widen<std::uint64_t>(from, out);
        default: return widen<double>(from, out);
    }
}

class Matlab5 final : public ArrayFile {
public:
    explicit Matlab5(const std::string& path) : path_(path) {
        const auto expected = variables_in(path);
        file_.reset(Mat_Open(path.c_str(), MAT_ACC_RDONLY));
        if (!file_) throw Problem("damaged: no file of MATLAB's; copy it or write it again");
        while (auto* next = Mat_VarReadNextInfo(file_.get())) {
            infos_.emplace_back(next);
            if (next->name != nullptr && *next->name != '\0') add(*next, utf8_text(next->name));
        }
        if (infos_.size() >= expected) return;
        throw Problem(
            fmt::format("damaged: expected {} variables, found {}; copy the file or write "
                        "it again",
                        expected, infos_.size()));
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }
    std::vector<LeftOut> left_out() const override { return left_out_; }
    bool seeks() const override {
        return std::none_of(parts_.begin(), parts_.end(),
                            [](const Part& part) { return is_compressed(*part.variable); });
    }

    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        const auto& own = variables_[variable];
        auto& part = parts_[variable];
        hdf5::reading(path_, [&] {
            if (is_compressed(*part.variable) && part.whole.empty()) {  // it cannot begin elsewhere
                part.whole.resize(static_cast<std::size_t>(product(own.shape)));
                read_run(part, 0, part.whole);
            }
            for_each_run(own.shape, start, count,
                         [&](std::size_t first, std::size_t done, std::size_t size) {
                             const auto to = out.subspan(done, size);
                             if (part.whole.empty()) return read_run(part, first, to);
                             std::copy_n(part.whole.data() + first, size, to.data());
                         });
            if (own.whole_numbers) require_exact(out, own.name);
        });
    }

private:
    struct Part {
        matvar_t* variable = nullptr;
        bool imaginary = false;
        std::vector<double> whole{};  // of a compressed one, once it was read
    };

    static bool is_compressed(const matvar_t& variable) {
        return variable.compression != MAT_COMPRESSION_NONE;
    }

    [[noreturn]] static void refuse_damaged(const std::string& name) {
        throw Problem(fmt::format("damaged: {} cannot be read; copy the file or write it again",
                                  in_quotes(name)));
    }

    void add(matvar_t& variable, const std::string& name) {
        std::int64_t elements = 1;
        for (int d = 0; d < variable.rank; ++d) {
            elements *= static_cast<std::int64_t>(variable.dims[d]);
        }
        if (variable.class_type == MAT_C_STRUCT && elements == 1) {
            const auto* const* fields = Mat_VarGetStructFieldnames(&variable);
            if (fields == nullptr || variable.data == nullptr) refuse_damaged(name);
            for (unsigned i = 0; i < Mat_VarGetNumberOfFields(&variable); ++i) {
                auto* field = Mat_VarGetStructFieldByIndex(&variable, i, 0);
                if (field != nullptr) add(*field, name + "/" + utf8_text(fields[i]));
            }
            return;
        }
        const auto why = unread(variable);
        if (!why.empty()) {
            left_out_.push_back({name, why});
            return;
        }
        require_room(variable, name);
        ArrayVariable result;
        result.name = name;
        result.shape.assign(variable.dims, variable.dims + variable.rank);
        std::reverse(result.shape.begin(), result.shape.end());
        result.matlab = result.first_is_fastest = true;
        const auto of = variable.class_type;
        result.whole_numbers = of != MAT_C_DOUBLE && of != MAT_C_SINGLE;
        result.fits_float =
            of == MAT_C_SINGLE || (result.whole_numbers && Mat_SizeOfClass(of) <= 2);
        if (variable.isComplex == 0) {
            variables_.push_back(std::move(result));
            parts_.push_back({&variable});
            return;
        }
        result.complex = name;
        for (std::size_t part = 0; part < 2; ++part) {
            result.name = names_of_parts(name)[part];
            variables_.push_back(result);
            parts_.push_back({&variable, part == 1});
        }
    }

    /// A number takes a byte at least; zlib packs 1032 of them into one at most.
    void require_room(const matvar_t& variable, const std::string& name) const {
        const double most = static_cast<double>(std::filesystem::file_size(path_)) *
                            (is_compressed(variable) ? 1032.0 : 1.0);
        double values = variable.isComplex != 0 ? 2.0 : 1.0;
        for (int d = 0; d < variable.rank; ++d) values *= static_cast<double>(variable.dims[d]);
        if (values <= most) return;
        throw Problem(
            fmt::format("damaged: expected at most {:.0f} numbers in {}, found {:.0f}; copy "
                        "the file or write it again",
                        most, name, values));
    }

    /// Values that lie one after the other. (matio's reading of blocks, Mat_VarReadData, gives
    /// others where all rows of some columns are asked for, in 1.5.23.)
    void read_run(const Part& part, std::size_t first, std::span<double> out) {
        if (first + out.size() > std::numeric_limits<int>::max()) {
            throw Problem(
                fmt::format("expected less than 2^31 values in {}, found more; save the "
                            "file with -v7.3",
                            utf8_text(part.variable->name)));
        }
        const bool complex = part.variable->isComplex != 0;
        const auto bytes = out.size() * Mat_SizeOfClass(part.variable->class_type);
        real_.resize(bytes);
        imaginary_.resize(complex ? bytes : 0);
        mat_complex_split_t both{real_.data(), imaginary_.data()};
        void* const data = complex ? static_cast<void*>(&both) : real_.data();
        if (Mat_VarReadDataLinear(file_.get(), part.variable, data, static_cast<int>(first), 1,
                                  static_cast<int>(out.size())) != 0) {
            refuse_damaged(part.variable->name);
        }
        convert(part.variable->class_type, part.imaginary ? imaginary_ : real_, out);
    }

    std::string path_;
    std::unique_ptr<mat_t, CloseFile> file_;
    std::vector<std::unique_ptr<matvar_t, FreeVariable>> infos_;
    std::vector<ArrayVariable> variables_;
    std::vector<Part> parts_;
    std::vector<LeftOut> left_out_;
    std::vector<std::byte> real_, imaginary_;
};

}  // namespace

std::unique_ptr<ArrayFile> open_matlab5(const std::string& path) {
    std::unique_ptr<ArrayFile> file;
    hdf5::reading(path, [&] { file = std::make_unique<Matlab5>(path); });
    return file;
}

}  // namespace lhits
