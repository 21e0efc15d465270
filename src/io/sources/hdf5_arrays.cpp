// Datasets of HDF5 and variables of netCDF-4.
#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <map>
#include <utility>

#include "../hdf5_data.hpp"
#include "../hdf5_file.hpp"
#include "array_file.hpp"
#include "hdf5_unwritten.hpp"
#include "packing.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

/// What netCDF-4 makes of a dimension that has no variable of its name.
constexpr const char* placeholder = "This is a netCDF dimension but not a netCDF variable";

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string path_of(hid_t object) {
    return hdf5::name_by(
        [&](char* buffer, std::size_t size) { return H5Iget_name(object, buffer, size); });
}

/// An attribute that is a text, or nothing.
std::string text_of(const Handle& dataset, const char* name) {
    if (!hdf5::has_attribute(dataset.id(), name)) return {};
    try {
        return utf8_text(hdf5::read_foreign_text(dataset.id(), name));
    } catch (const Problem&) {
        return {};
    }
}

/// The numbers of an attribute, whatever their type.
std::vector<double> numbers_of(const Handle& object, const std::string& name) {
    if (!hdf5::has_attribute(object.id(), name)) return {};
    const std::string action = "read the attribute " + name;
    const Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose, action);
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, action);
    const auto kind = H5Tget_class(type.id());
    const Handle space(H5Aget_space(attribute.id()), H5Sclose, action);
    const auto count = H5Sget_simple_extent_npoints(space.id());
    if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || count < 1) return {};
    std::vector<double> values(static_cast<std::size_t>(count));
    hdf5::check(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()), action);
    return values;
}

bool is_whole(const Handle& object, const std::string& name) {
    const std::string action = "read the attribute " + name;
    const Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT), H5Aclose, action);
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, action);
    return H5Tget_class(type.id()) == H5T_INTEGER;
}

Packing packing_of(const Handle& dataset, const Handle& type, bool netcdf) {
    const KeptNumbers kept{H5Tget_class(type.id()) == H5T_INTEGER,
                           H5Tget_sign(type.id()) != H5T_SGN_NONE, H5Tget_size(type.id()), netcdf};
    const auto numbers = [&](const std::string& name) {
        PackingAttributes::Numbers found{numbers_of(dataset, name), false};
        found.whole = !found.values.empty() && is_whole(dataset, name);
        return found;
    };
    const auto text = [&](const std::string& name) { return text_of(dataset, name.c_str()); };
    return {kept, {numbers, text}};
}

/// Whether the netCDF library, or one that does as it, wrote the file: older ones tell by the name.
bool is_netcdf(const Handle& file, const std::string& path) {
    return hdf5::has_attribute(file.id(), "_NCProperties") || path.ends_with(".nc") ||
           path.ends_with(".nc4");
}

/// The names of the dimensions; none when one has no name.
std::vector<std::string> dimensions_of(const Handle& dataset, std::size_t count) {
    if (H5DSis_scale(dataset.id()) > 0) return {utf8_text(last_part(path_of(dataset.id())))};
    std::vector<std::string> names;
    for (unsigned axis = 0; axis < count; ++axis) {
        std::string name;
        const auto note = [](hid_t, unsigned, hid_t scale, void* to) -> herr_t {
            *static_cast<std::string*>(to) = last_part(path_of(scale));
            return 1;
        };
        H5DSiterate_scales(dataset.id(), axis, nullptr, note, &name);
        if (name.empty()) {
            name = hdf5::name_by([&](char* buffer, std::size_t size) {
                return std::max<ssize_t>(0, H5DSget_label(dataset.id(), axis, buffer, size));
            });
        }
        if (name.empty()) return {};
        names.push_back(utf8_text(name));
    }
    return names;
}

class Hdf5Arrays final : public ArrayFile {
public:
    explicit Hdf5Arrays(std::string path) : path_(std::move(path)) {
        hdf5::reading(path_, [&] {
            file_ = hdf5::open_any_file(path_, "an HDF5 or netCDF-4 file as its name says");
            netcdf_ = is_netcdf(file_, path_);
            std::vector<std::string> names;
            const auto note = [](hid_t, const char* name, const H5L_info_t* info,
                                 void* to) -> herr_t {
                if (info->type == H5L_TYPE_HARD) {
                    static_cast<std::vector<std::string>*>(to)->emplace_back(name);
                }
                return 0;
            };
            hdf5::check(H5Lvisit(file_.id(), H5_INDEX_NAME, H5_ITER_INC, note, &names),
                        "list the datasets");
            for (const auto& name : names) add(name);
        });
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }

    std::vector<double> attribute(const std::string& name) const override {
        std::vector<double> values;
        hdf5::reading(path_, [&] { values = numbers_of(file_, name); });
        return values;
    }

    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        const auto& own = variables_[variable];
        hdf5::reading(path_, [&] {
            const auto& unwritten = unwritten_of(variable);
            try {
                const hdf5::Shape from(start.begin(), start.end()),
                    size(count.begin(), count.end());
                hdf5::read_block(datasets_[variable], H5T_NATIVE_DOUBLE, out.data(), from, size);
                packings_[variable].unpack(out);
                unwritten.mark(from, size, out);
            } catch (const Problem& problem) {
                throw Problem(
                    fmt::format("{}: {}; copy the file or write it again, compressed with "
                                "gzip or not at all",
                                own.name, problem.what()));
            }
            if (own.whole_numbers) require_exact(out, own.name);
        });
    }

private:
    const hdf5::Unwritten& unwritten_of(std::size_t variable) {
        try {
            return unwritten_.try_emplace(variable, datasets_[variable], path_).first->second;
        } catch (const Problem& problem) {
            throw Problem(fmt::format("{}: {}", variables_[variable].name, problem.what()));
        }
    }

    void add(const std::string& name) {
        {
            const Handle object(H5Oopen(file_.id(), name.c_str(), H5P_DEFAULT), H5Oclose,
                                "open " + name);
            if (H5Iget_type(object.id()) != H5I_DATASET) return;
        }
        Handle dataset = hdf5::open_dataset(file_.id(), name);
        const Handle type(H5Dget_type(dataset.id()), H5Tclose, "get the type of " + name);
        const auto kind = H5Tget_class(type.id());
        if (kind != H5T_FLOAT && kind != H5T_INTEGER) return;
        if (text_of(dataset, "NAME").starts_with(placeholder)) return;
        ArrayVariable made;
        made.name = utf8_text(name);
        for (const auto size : hdf5::shape_of(dataset)) {
            made.shape.push_back(static_cast<std::int64_t>(size));
        }
        made.dimensions = dimensions_of(dataset, made.shape.size());
        const auto packing = packing_of(dataset, type, netcdf_);
        made.whole_numbers = kind == H5T_INTEGER && !packing.packed();
        made.fits_float =
            H5Tget_size(type.id()) <= (kind == H5T_FLOAT ? 4 : 2) && !packing.packed();
        made.units = text_of(dataset, "units");
        made.standard_name = text_of(dataset, "standard_name");
        made.coordinates = text_of(dataset, "coordinates");
        variables_.push_back(std::move(made));
        datasets_.push_back(std::move(dataset));
        packings_.push_back(packing);
    }

    std::string path_;
    Handle file_;
    bool netcdf_ = false;
    std::vector<ArrayVariable> variables_;
    std::vector<Handle> datasets_;
    std::vector<Packing> packings_;
    std::map<std::size_t, hdf5::Unwritten> unwritten_;  // of what has been read
};

}  // namespace

std::unique_ptr<ArrayFile> open_hdf5_arrays(const std::string& path) {
    return std::make_unique<Hdf5Arrays>(path);
}

}  // namespace lhits
