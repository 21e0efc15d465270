#include "lhits/io/file_format.hpp"

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"

namespace lhits {

std::string file_format(const std::string& path) {
    if (!hdf5::is_hdf5(path)) return {};
    std::string format;
    hdf5::reading(path, [&] {
        const auto file = hdf5::open_any_file(path, "an HDF5 or netCDF-4 file as its name says");
        const bool ours = hdf5::has_attribute(file.id(), "format") &&
                          hdf5::has_attribute(file.id(), "lhits_version");
        if (ours) format = hdf5::read_text(file.id(), "format");
    });
    return format;
}

}  // namespace lhits
