#include "foreign_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>

#include "../named_as.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/script.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

/// What a file is told by: its first bytes, or the end of its name.
struct Kind {
    std::string_view begin, extensions, what;
};

/// Those that postprocess/convert.py reads.
constexpr std::array convertible{
    Kind{"GRIB", "", "GRIB"},
    Kind{"PAR1", "", "Parquet"},
    Kind{"ARROW1", "", "Feather"},
    Kind{"", ".vtu .pvtu .vti .pvti .vtr .vts .vtp .vtk", "VTK"},
    Kind{"", ".pvd .series", "a list of files at times"},
    Kind{"", ".xdmf .xmf", "XDMF"},
    Kind{"", ".grib .grib2 .grb .grb2", "GRIB"},
    Kind{"", ".parquet .feather", "a table of pandas"},
    Kind{"", ".zarr .zip", "a Zarr store in one file"},
    Kind{"", ".csv.gz .txt.gz .dat.gz", "text, compressed"},
};

/// Those of Python that can run programs when they are opened.
constexpr std::array pickles{
    Kind{"\x80\x02", "", "a pickle"},     Kind{"\x80\x03", "", "a pickle"},
    Kind{"\x80\x04", "", "a pickle"},     Kind{"\x80\x05", "", "a pickle"},
    Kind{"", ".pkl .pickle", "a pickle"}, Kind{"", ".pt .pth", "a file of torch.save"},
};

constexpr std::array sheets{Kind{"", ".xlsx .xls .ods", "a spreadsheet"}};

bool ends_so(const std::string& path, std::string_view extensions) {
    auto lower = fs::path(path).filename().string();
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    while (!extensions.empty()) {
        const auto end = std::min(extensions.find(' '), extensions.size());
        if (lower.ends_with(extensions.substr(0, end))) return true;
        extensions.remove_prefix(std::min(end + 1, extensions.size()));
    }
    return false;
}

/// Among `kinds`; empty: it is none of them.
template <std::size_t count>
std::string_view kind_of(const std::array<Kind, count>& kinds, const std::string& path,
                         const std::string& begin) {
    for (const auto& kind : kinds) {
        const bool so =
            kind.begin.empty() ? ends_so(path, kind.extensions) : begin.starts_with(kind.begin);
        if (so) return kind.what;
    }
    return {};
}

/// The command as it was given, of another program, for other files where there are some.
std::string command_of(const std::string& program, const SourceOptions& options,
                       const std::string& path, const std::string& pattern = "") {
    auto command = options.command;
    if (command.program.empty()) command = {"", {{"-o", "o.h5"}}, {path}};
    command.program = program;
    if (pattern.empty()) return command.with({});
    command.files.clear();
    return command.with({}) + " " + pattern;
}

std::string conversion(const SourceOptions& options, const std::string& path,
                       const std::string& pattern = "") {
    return command_of("/usr/bin/python3 " + shell_word(script("convert.py")), options, path,
                      pattern);
}

[[noreturn]] void refuse(const std::string& path, std::string_view found,
                         const std::string& advice) {
    throw InputError(
        fmt::format("{}: expected {}, found {}; {}", path, known_formats(), found, advice));
}

/// The end of a name after its first point that follows a letter: ".csv.gz" of "a_0.5.csv.gz".
std::string extension_of(const fs::path& path) {
    const auto last = path.extension();
    const auto before = path.stem().extension();
    return last == ".gz" ? before.string() + last.string() : last.string();
}

/// The commonest extension in a folder, and how many have it.
std::pair<std::string, std::size_t> commonest(const fs::path& folder) {
    std::map<std::string, std::size_t> counts;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const auto extension = extension_of(at->path());
        if (!extension.empty()) ++counts[extension];
    }
    const auto most =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == counts.end()) return {};
    return *most;
}

}  // namespace

std::string known_formats() {
    return fmt::format("HDF5, netCDF, MATLAB, .npy, .npz, or text as {}", names_of(NamedAs::text));
}

void refuse_foreign(const std::string& path, const std::string& begin,
                    const SourceOptions& options) {
    const auto what = kind_of(convertible, path, begin);
    if (!what.empty()) {
        refuse(path, what, fmt::format("bring it in with: {}", conversion(options, path)));
    }
    const auto pickle = kind_of(pickles, path, begin);
    if (!pickle.empty()) {
        refuse(path, pickle,
               "such files can run programs when they are opened, and never are; write the arrays "
               "again where the file is from, with numpy.savez('states.npz', u=u, t=t)");
    }
    const auto sheet = kind_of(sheets, path, begin);
    if (!sheet.empty()) refuse(path, sheet, "save it as text (*.csv), one table a file");
}

void refuse_folder(const std::string& path, const SourceOptions& options) {
    const fs::path folder =
        fs::path(path).has_filename() ? fs::path(path) : fs::path(path).parent_path();
    std::error_code error;
    for (const auto* name : {"zarr.json", ".zgroup", ".zarray", ".zmetadata"}) {
        if (!fs::exists(folder / name, error)) continue;
        refuse(path, "a Zarr store",
               fmt::format("bring it in with: {}", conversion(options, path)));
    }
    if (fs::exists(folder / "system" / "controlDict", error)) {
        refuse(path, "a case of OpenFOAM",
               fmt::format(
                   "write it as VTK (foamToVTK -case {}; newer ones with -legacy), then: {}",
                   shell_word(folder.string()),
                   conversion(options, path, shell_word((folder / "VTK").string()) + "/*.vtk")));
    }
    const auto [extension, count] = commonest(folder);
    if (count == 0) {
        throw InputError(
            fmt::format("{}: expected a file with trajectories, found a folder without any; name "
                        "the files",
                        path));
    }
    const auto files = shell_word(folder.string()) + "/*" + shell_word(extension);
    const bool foreign = !kind_of(convertible, "a" + extension, "").empty();
    throw InputError(fmt::format(
        "{}: expected a file with trajectories, found a folder with {} *{}; give its files: {}",
        path, count, extension,
        foreign ? conversion(options, path, files)
                : command_of("lhits import", options, path, files)));
}

}  // namespace lhits
