// Variables of netCDF-3: the classic format, that with offsets of 64 bits, and CDF-5.
#include <fmt/format.h>
#include <pnetcdf.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "../hdf5_handle.hpp"
#include "../mpi_path.hpp"
#include "array_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "packing.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using hdf5::Problem;

void check(int status, const std::string& action) {
    if (status == NC_NOERR) return;
    throw Problem(fmt::format("cannot {} ({}); copy the file or write it again", action,
                              ncmpi_strerror(status)));
}

bool is_real(nc_type type) { return type == NC_FLOAT || type == NC_DOUBLE; }

std::int64_t bytes_of(nc_type type) {
    switch (type) {
        case NC_BYTE:
        case NC_UBYTE:
        case NC_CHAR: return 1;
        case NC_SHORT:
        case NC_USHORT: return 2;
        case NC_INT:
        case NC_UINT:
        case NC_FLOAT: return 4;
        default: return 8;
    }
}

/// Closed with the scope.
class OpenNetcdf {
public:
    explicit OpenNetcdf(const std::string& path) {
        // PnetCDF takes what is before a colon, as in WRF's names, for the kind of the file system.
        const bool colon = path.find(':') != std::string::npos;
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
            colon ? std::fopen(path.c_str(), "rb") : nullptr, std::fclose);
        const auto name = file ? fmt::format("/proc/self/fd/{}", fileno(file.get())) : path;
        check(ncmpi_open(Communicator::self().handle(), name.c_str(), NC_NOWRITE, MPI_INFO_NULL,
                         &id_),
              "open it as netCDF-3");
    }
    ~OpenNetcdf() { ncmpi_close(id_); }
    OpenNetcdf(const OpenNetcdf&) = delete;
    OpenNetcdf& operator=(const OpenNetcdf&) = delete;

    int id() const { return id_; }

private:
    int id_ = -1;
};

class ClassicNetcdf final : public ArrayFile {
public:
    explicit ClassicNetcdf(const std::string& path) : path_(path), file_(path) {
        MPI_Offset header = 0;
        check(ncmpi_inq_header_size(file_.id(), &header), "read the header");
        end_ = header;
        int count = 0;
        check(ncmpi_inq_nvars(file_.id(), &count), "count the variables");
        for (int id = 0; id < count; ++id) add(id);
        require_whole();
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }

    std::vector<double> attribute(const std::string& name) const override {
        std::vector<double> values;
        hdf5::reading(path_, [&] { values = numbers_of(NC_GLOBAL, name); });
        return values;
    }

    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        const std::vector<MPI_Offset> from(start.begin(), start.end()),
            size(count.begin(), count.end());
        const auto& own = variables_[variable];
        hdf5::reading(path_, [&] {
            check(ncmpi_get_vara_double_all(file_.id(), ids_[variable], from.data(), size.data(),
                                            out.data()),
                  "read " + own.name);
            packings_[variable].unpack(out);
            if (own.whole_numbers) require_exact(out, own.name);
        });
    }

private:
    void add(int id) {
        std::array<char, NC_MAX_NAME + 1> name{};
        nc_type type = NC_CHAR;
        int count = 0;
        check(ncmpi_inq_var(file_.id(), id, name.data(), &type, &count, nullptr, nullptr),
              "look at a variable");
        std::vector<int> dimensions(static_cast<std::size_t>(count));
        check(ncmpi_inq_vardimid(file_.id(), id, dimensions.data()), "look at a variable");
        ArrayVariable result;
        result.name = utf8_text(name.data());
        for (const int dimension : dimensions) {
            MPI_Offset size = 0;
            check(ncmpi_inq_dim(file_.id(), dimension, name.data(), &size), "look at a dimension");
            result.dimensions.push_back(utf8_text(name.data()));
            result.shape.push_back(size);
        }
        end_ = std::max(end_, end_of(id, type, dimensions, result.shape));
        if (type == NC_CHAR) return;
        const auto packing = packing_of(id, type);
        result.whole_numbers = !is_real(type) && !packing.packed();
        result.fits_float = bytes_of(type) <= (is_real(type) ? 4 : 2) && !packing.packed();
        result.units = text_of(id, "units");
        result.standard_name = text_of(id, "standard_name");
        result.coordinates = text_of(id, "coordinates");
        variables_.push_back(std::move(result));
        ids_.push_back(id);
        packings_.push_back(packing);
    }

    Packing packing_of(int id, nc_type type) const {
        const bool has_sign =
            type != NC_UBYTE && type != NC_USHORT && type != NC_UINT && type != NC_UINT64;
        const KeptNumbers kept{!is_real(type), has_sign, static_cast<std::size_t>(bytes_of(type)),
                               true};
        const auto numbers = [&](const std::string& name) {
            PackingAttributes::Numbers found{numbers_of(id, name), false};
            nc_type own = NC_DOUBLE;
            if (!found.values.empty()) {
                check(ncmpi_inq_atttype(file_.id(), id, name.c_str(), &own), "read " + name);
            }
            found.whole = !is_real(own);
            return found;
        };
        return {kept, {numbers, [&](const std::string& name) { return text_of(id, name); }}};
    }

    /// The byte after the last one of a variable.
    std::int64_t end_of(int id, nc_type type, const std::vector<int>& dimensions,
                        const Indices& shape) const {
        MPI_Offset begin = 0, record = 0;
        int unlimited = -1;
        check(ncmpi_inq_varoffset(file_.id(), id, &begin), "look at a variable");
        check(ncmpi_inq_unlimdim(file_.id(), &unlimited), "look at the dimensions");
        check(ncmpi_inq_recsize(file_.id(), &record), "look at the dimensions");
        std::int64_t bytes = bytes_of(type), end = begin;
        for (const auto size : shape) bytes = times(bytes, size);
        if (bytes == 0) return 0;
        if (dimensions.empty() || dimensions.front() != unlimited) return plus(end, bytes);
        end = plus(end, times(shape.front() - 1, record));
        return plus(end, bytes / shape.front());
    }

    static std::int64_t times(std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        if (a < 0 || b < 0 || __builtin_mul_overflow(a, b, &result)) refuse_sizes();
        return result;
    }

    static std::int64_t plus(std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        if (a < 0 || b < 0 || __builtin_add_overflow(a, b, &result)) refuse_sizes();
        return result;
    }

    [[noreturn]] static void refuse_sizes() {
        throw Problem(
            "damaged: expected variables that a file can hold, found more than 2^63 bytes; copy "
            "the file or write it again");
    }

    /// The library takes what is beyond the end of a file for zeros.
    void require_whole() const {
        const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path_));
        if (size >= end_) return;
        throw Problem(fmt::format(
            "truncated: expected at least {} bytes, found {}; copy the file or write it again",
            end_, size));
    }

    std::vector<double> numbers_of(int id, const std::string& name) const {
        nc_type type = NC_CHAR;
        MPI_Offset count = 0;
        const int status = ncmpi_inq_att(file_.id(), id, name.c_str(), &type, &count);
        if (status == NC_ENOTATT || type == NC_CHAR || count < 1) return {};
        check(status, "read the attribute " + name);
        std::vector<double> values(static_cast<std::size_t>(count));
        check(ncmpi_get_att_double(file_.id(), id, name.c_str(), values.data()),
              "read the attribute " + name);
        return values;
    }

    /// An attribute that is a text, or nothing.
    std::string text_of(int id, const std::string& name) const {
        nc_type type = NC_DOUBLE;
        MPI_Offset count = 0;
        const int status = ncmpi_inq_att(file_.id(), id, name.c_str(), &type, &count);
        if (status != NC_NOERR || type != NC_CHAR) return {};
        std::string text(static_cast<std::size_t>(count), '\0');
        check(ncmpi_get_att_text(file_.id(), id, name.c_str(), text.data()),
              "read the attribute " + name);
        return utf8_text(text.c_str());
    }

    std::string path_;
    OpenNetcdf file_;
    std::vector<ArrayVariable> variables_;
    std::vector<int> ids_;
    std::vector<Packing> packings_;
    std::int64_t end_ = 0;  // the bytes that the header and the variables reach to
};

}  // namespace

std::unique_ptr<ArrayFile> open_classic_netcdf(const std::string& path) {
    require_short(path);
    std::unique_ptr<ArrayFile> file;
    hdf5::reading(path, [&] { file = std::make_unique<ClassicNetcdf>(path); });
    return file;
}

}  // namespace lhits
