#include "lhits/io/checkpoint_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "lhits/base/error.hpp"

namespace lhits {

namespace fs = std::filesystem;

namespace {

void rename_to(const std::string& path, const std::string& from, const std::string& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (!error) return;
    throw Failure(
        fmt::format("{}: cannot rename {} to {} ({}); check the permissions of the folder", path,
                    from, to, error.message()));
}

}  // namespace

std::string previous_checkpoint(const std::string& path) {
    fs::path previous(path);
    previous.replace_extension(".previous" + previous.extension().string());
    return previous.string();
}

void write_checkpoint_file(const std::string& path, const std::string& format_name,
                           const Record& record) {
    const std::string next = path + ".new";
    write_record_file(next, format_name, record);
    if (fs::exists(path)) rename_to(path, path, previous_checkpoint(path));
    rename_to(path, next, path);
}

void remove_checkpoint_files(const std::string& path) {
    // In this order the previous one is never left alone, as if it were needed.
    fs::remove(previous_checkpoint(path));
    fs::remove(path);
}

}  // namespace lhits
