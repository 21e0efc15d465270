// Datasets of HDF5 and variables of netCDF-4.
#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <map>
#include <utility>

#include "../hdf5_data.hpp"
#include "../hdf5_file.hpp"
#include "../named_as.hpp"
#include "array_file.hpp"
#include "complex_parts.hpp"
#include "hdf5_filters.hpp"
#include "lhits/base/in_quotes.hpp"
#include "hdf5_unwritten.hpp"
#include "packing.hpp"
#include "utf8_text.hpp"
#include "well_dimensions.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

/// What netCDF-4 makes of a dimension that has no variable of its name.
constexpr const char* placeholder = "This is a netCDF dimension but not a netCDF variable";

using Names = std::vector<std::string>;

std::string path_of(hid_t object) {
    return hdf5::name_by(
        [&](char* buffer, std::size_t size) { return H5Iget_name(object, buffer, size); });
}

bool has_attributes(const Handle& object) { return !hdf5::attribute_names(object.id()).empty(); }

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
    if ((kind != H5T_FLOAT && kind != H5T_INTEGER && kind != H5T_ENUM) || count < 1) return {};
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

/// `described`: the dataset has attributes.
Packing packing_of(const Handle& dataset, const Handle& type, bool netcdf, bool described) {
    const KeptNumbers kept{H5Tget_class(type.id()) == H5T_INTEGER,
                           H5Tget_sign(type.id()) != H5T_SGN_NONE, H5Tget_size(type.id()), netcdf};
    const auto numbers = [&](const std::string& name) {
        if (!described) return PackingAttributes::Numbers{};
        PackingAttributes::Numbers found{numbers_of(dataset, name), false};
        found.whole = !found.values.empty() && is_whole(dataset, name);
        return found;
    };
    const auto text = [&](const std::string& name) {
        return described ? text_of(dataset, name.c_str()) : std::string();
    };
    return {kept, {numbers, text}};
}

/// Whether the netCDF library, or one that does as it, wrote the file: older ones tell by the name.
bool is_netcdf(const Handle& file, const std::string& path) {
    return hdf5::has_attribute(file.id(), "_NCProperties") || named_as(path) == NamedAs::netcdf;
}

/// The variables that are attached to each dimension.
std::vector<Names> scales_of(const Handle& dataset, std::size_t count) {
    std::vector<Names> scales(count);
    for (unsigned axis = 0; axis < count; ++axis) {
        const auto note = [](hid_t, unsigned, hid_t scale, void* to) -> herr_t {
            static_cast<Names*>(to)->push_back(utf8_text(path_of(scale).substr(1)));
            return 0;
        };
        H5DSiterate_scales(dataset.id(), axis, nullptr, note, &scales[axis]);
    }
    return scales;
}

/// A vector or tensor beside axes that have names (Dedalus) is over nameless dimensions.
void name_components(Names& names, const std::vector<std::int64_t>& shape) {
    constexpr std::int64_t most = 3;
    const auto named =
        std::count_if(names.begin(), names.end(), [](auto& n) { return !n.empty(); });
    for (std::size_t d = 0; d < names.size(); ++d) {
        if (!names[d].empty()) continue;
        if (named < 2 || shape[d] > most) {
            names.clear();
            return;
        }
        names[d] = "component";
    }
}

/// The names of the dimensions, by their labels, else by what is attached to them; none when one
/// has no name.
Names dimensions_of(const Handle& dataset, const ArrayVariable& variable) {
    if (H5DSis_scale(dataset.id()) > 0) return {last_part(variable.name)};
    const bool labels = hdf5::has_attribute(dataset.id(), DIMENSION_LABELS);
    Names names;
    for (unsigned axis = 0; axis < variable.shape.size(); ++axis) {
        std::string name;
        if (labels) {
            name = utf8_text(hdf5::name_by([&](char* buffer, std::size_t size) {
                return std::max<ssize_t>(0, H5DSget_label(dataset.id(), axis, buffer, size));
            }));
        }
        const auto& scales = variable.scales[axis];
        if (name.empty() && !scales.empty()) name = last_part(scales.front());
        names.push_back(std::move(name));
    }
    name_components(names, variable.shape);
    return names;
}

/// Why a dataset of this type is not read.
std::string unread(const Handle& type) {
    switch (H5Tget_class(type.id())) {
        case H5T_STRING: return "text";
        case H5T_ENUM: return "true and false values, or an enumeration";
        case H5T_COMPOUND: return "a structure of several fields";
        case H5T_REFERENCE: return "references to other objects";
        case H5T_VLEN: return "lists of different lengths";
        case H5T_ARRAY: return "an array in each element";
        case H5T_TIME: return "dates";
        default: return "bytes without a type";
    }
}

/// What the parts of complex numbers are called by h5py, MATLAB and others; empty: none are.
std::vector<std::string> parts_of(const Handle& type) {
    if (H5Tget_class(type.id()) != H5T_COMPOUND || H5Tget_nmembers(type.id()) != 2) return {};
    std::vector<std::string> names;
    for (unsigned member = 0; member < 2; ++member) {
        if (H5Tget_member_class(type.id(), member) != H5T_FLOAT) return {};
        char* const name = H5Tget_member_name(type.id(), member);
        names.emplace_back(name);
        H5free_memory(name);
    }
    for (const auto& [real, imaginary] : {std::pair{"r", "i"}, {"real", "imag"}, {"re", "im"}}) {
        if (names.front() == real && names.back() == imaginary) return names;
    }
    return {};
}

/// One part of complex numbers in memory, as a double.
Handle type_in_memory(const std::string& part) {
    if (part.empty()) return Handle(H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose, "make a type");
    Handle type(H5Tcreate(H5T_COMPOUND, sizeof(double)), H5Tclose, "make a type");
    hdf5::check(H5Tinsert(type.id(), part.c_str(), 0, H5T_NATIVE_DOUBLE), "make a type");
    return type;
}

class Hdf5Arrays final : public ArrayFile {
public:
    explicit Hdf5Arrays(std::string path) : path_(std::move(path)) {
        hdf5::reading(path_, [&] {
            register_lzf();
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
            for (const auto& name : names) {
                if (!name.starts_with("#")) add(name);  // what MATLAB keeps to itself
            }
            name_fields_of_the_well();
        });
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }

    std::vector<LeftOut> left_out() const override { return left_out_; }

    std::vector<std::string> notes() const override {
        if (!matlab_) return {};
        return {
            "the file is MATLAB's (version 7.3): dimensions are in MATLAB's order, which HDF5 "
            "shows reversed"};
    }

    std::vector<double> attribute(const std::string& name) const override {
        std::vector<double> values;
        hdf5::reading(path_, [&] {
            const auto slash = name.rfind('/');
            if (slash == std::string::npos) {
                values = numbers_of(file_, name);
                return;
            }
            const auto owner = name.substr(0, slash);
            if (!is_there(owner)) return;
            const Handle object(H5Oopen(file_.id(), owner.c_str(), H5P_DEFAULT), H5Oclose,
                                "open " + owner);
            values = numbers_of(object, name.substr(slash + 1));
        });
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
                const Handle type = type_in_memory(parts_[variable]);
                hdf5::read_block(datasets_[variable], type.id(), out.data(), from, size);
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

    void name_fields_of_the_well() {
        if (!is_there("t0_fields") || !is_there("dimensions")) return;
        const Handle group = hdf5::open_group(file_.id(), "dimensions");
        const auto axes = hdf5::read_foreign_texts(group.id(), "spatial_dims");
        name_well_dimensions(variables_, axes,
                             [&](const std::string& of) { return attribute(of); });
    }

    /// Whether every link on the way to an object exists.
    bool is_there(const std::string& name) const {
        for (auto end = name.find('/');; end = name.find('/', end + 1)) {
            if (H5Lexists(file_.id(), name.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
            if (end == std::string::npos) return true;
        }
    }

    void add(const std::string& name) {
        Handle dataset(H5Oopen(file_.id(), name.c_str(), H5P_DEFAULT), H5Oclose, "open " + name);
        if (H5Iget_type(dataset.id()) != H5I_DATASET) return;
        const Handle type(H5Dget_type(dataset.id()), H5Tclose, "get the type of " + name);
        const auto kind = H5Tget_class(type.id());
        const bool described = has_attributes(dataset);  // to ask for each takes time
        if (described && text_of(dataset, "NAME").starts_with(placeholder)) return;
        ArrayVariable result;
        result.name = utf8_text(name);
        const auto parts = parts_of(type);
        const bool numbers = kind == H5T_FLOAT || kind == H5T_INTEGER || !parts.empty();
        const auto matlab = described ? text_of(dataset, "MATLAB_class") : std::string();
        auto why = numbers ? matlab_unread(dataset, matlab) : unread(type);
        if (matlab == "cell") why = "a cell array";
        if (!why.empty()) {
            left_out_.push_back({result.name, why});
            return;
        }
        matlab_ = matlab_ || !matlab.empty();
        result.matlab = result.first_is_fastest = !matlab.empty();
        for (const auto size : hdf5::shape_of(dataset)) {
            result.shape.push_back(static_cast<std::int64_t>(size));
        }
        result.unusable = missing_filters(dataset, result.name);
        const auto packing = packing_of(dataset, type, netcdf_, described);
        result.whole_numbers = kind == H5T_INTEGER && !packing.packed();
        const std::size_t exact = kind == H5T_INTEGER ? 2 : parts.empty() ? 4 : 8;
        result.fits_float = H5Tget_size(type.id()) <= exact && !packing.packed();
        if (described) {
            result.scales = scales_of(dataset, result.shape.size());
            result.dimensions = dimensions_of(dataset, result);
            result.units = text_of(dataset, "units");
            result.standard_name = text_of(dataset, "standard_name");
            result.coordinates = text_of(dataset, "coordinates");
        }
        if (parts.empty()) {
            add(std::move(result), std::move(dataset), packing, "");
            return;
        }
        result.complex = result.name;
        const auto names = names_of_parts(result.name);
        for (std::size_t part = 0; part < 2; ++part) {
            result.name = names[part];
            add(result, hdf5::open_dataset(file_.id(), name), packing, parts[part]);
        }
    }

    /// Numbers in the file that are none to MATLAB; empty: they are.
    static std::string matlab_unread(const Handle& dataset, const std::string& matlab) {
        if (matlab.empty()) return {};
        if (hdf5::has_attribute(dataset.id(), "MATLAB_empty")) return "empty";
        if (matlab == "char") return "text";
        if (matlab == "logical") return "true and false values";
        const bool number =
            matlab == "double" || matlab == "single" || matlab.find("int") != std::string::npos;
        return number ? "" : "of the class " + in_quotes(matlab);
    }

    void add(ArrayVariable variable, Handle dataset, const Packing& packing,
             const std::string& part) {
        variables_.push_back(std::move(variable));
        datasets_.push_back(std::move(dataset));
        packings_.push_back(packing);
        parts_.push_back(part);
    }

    std::string path_;
    Handle file_;
    bool netcdf_ = false;
    std::vector<ArrayVariable> variables_;
    std::vector<Handle> datasets_;
    std::vector<Packing> packings_;
    std::vector<std::string> parts_;  // of complex numbers; empty: of real ones
    std::vector<LeftOut> left_out_;
    bool matlab_ = false;
    std::map<std::size_t, hdf5::Unwritten> unwritten_;  // of what has been read
};

}  // namespace

std::unique_ptr<ArrayFile> open_hdf5_arrays(const std::string& path) {
    return std::make_unique<Hdf5Arrays>(path);
}

}  // namespace lhits
