#include "lhits/io/source_checksum.hpp"

#include <filesystem>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

std::int64_t read_source(const std::string& path) {
    std::int64_t source = 0;
    if (!std::filesystem::exists(path)) return source;
    try {
        hdf5::reading(path, [&] {
            const auto file = hdf5::open_any_file(path, "an HDF5 file");
            if (hdf5::has_attribute(file.id(), source_item)) {
                source = hdf5::read_integer(file.id(), source_item);
            }
        });
    } catch (const InputError&) {  // told by who needs the file
    }
    return source;
}

}  // namespace lhits
