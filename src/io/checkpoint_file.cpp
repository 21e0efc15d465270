#include "lhits/io/checkpoint_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "hdf5_file.hpp"
#include "record_part.hpp"

namespace lhits {

namespace fs = std::filesystem;

std::string previous_checkpoint(const std::string& path) {
    fs::path previous(path);
    previous.replace_extension(".previous" + previous.extension().string());
    return previous.string();
}

void write_checkpoint_file(const std::string& path, const std::string& format_name,
                           const Record& record) {
    hdf5::writing(path, [&] {
        hdf5::Part part(path);
        write_record_part(path, format_name, record, Flush::yes);
        std::error_code error;
        fs::rename(path, previous_checkpoint(path), error);
        if (error && fs::exists(path)) {
            throw hdf5::Problem(fmt::format("cannot be renamed to {} ({}); check the permissions",
                                            previous_checkpoint(path), error.message()));
        }
        hdf5::publish(path);
        part.keep();
    });
}

void remove_checkpoint_files(const std::string& path) {
    // In this order the previous one is never left alone, as if it were needed.
    fs::remove(previous_checkpoint(path));
    fs::remove(path);
}

}  // namespace lhits
