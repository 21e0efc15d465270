// Files of other kinds, and folders: what is said of them, and the command that brings them.
#include <filesystem>
#include <fstream>

#include "lhits/base/in_quotes.hpp"
#include "sources.hpp"

using namespace lhits;
using namespace lhits::test;

LHITS_TEST(words_of_a_shell, 1) {
    BOOST_TEST(shell_word("a/b-1.0_x=2,y:z") == "a/b-1.0_x=2,y:z");
    BOOST_TEST(shell_word("") == "''");
    BOOST_TEST(shell_word("two words") == "'two words'");
    BOOST_TEST(shell_word("$(it's)") == "'$(it'\\''s)'");
    BOOST_TEST(shell_word("\x1b[31m\n") == "'?[31m?'");
    BOOST_TEST(shell_word("größe") == "'größe'");
}

LHITS_TEST(kinds_that_the_converter_reads, 1) {
    const Scratch scratch;
    SourceOptions options;
    options.command = {"lhits import", {{"-o", "out.h5"}, {"--variables", "u"}}, {"a.x", "b.x"}};
    const std::pair<const char*, const char*> kinds[] = {
        {"u_0.vtu", "<?xml"},     {"u.VTI", "<?xml"},          {"u.pvd", "<?xml"},
        {"u.xdmf", "<?xml"},      {"u.xmf", "<?xml"},          {"u.vtk", "# vtk DataFile"},
        {"any.bin", "GRIB\0"},    {"any.dat", "PAR1"},         {"t.feather", "ARROW1"},
        {"t.csv.gz", "\x1f\x8b"}, {"s.zarr.zip", "PK\x03\x04"}};
    for (const auto& [name, begin] : kinds) {
        const auto path = scratch / name;
        write(path, begin);
        const auto text = refusal(path, options);
        BOOST_TEST(text.starts_with(path + ": expected HDF5, netCDF, MATLAB, "));
        contains(text, "convert.py -o out.h5 --variables u a.x b.x");
        contains(refusal(path), "convert.py -o o.h5 " + path);  // where the command is not known
    }
}

/// Content decides: an array stays one, whatever its name.
LHITS_TEST(names_do_not_hide_arrays, 1) {
    const Scratch scratch;
    write(scratch / "u.vtu", "\x93NUMPY is damaged");
    BOOST_TEST(!refusal(scratch / "u.vtu").empty());
    BOOST_TEST(refusal(scratch / "u.vtu").find("convert.py") == std::string::npos);
}

/// Of many files a pattern, where it means the same; else some of them.
LHITS_TEST(commands_with_many_files, 1) {
    const Scratch scratch;
    GivenCommand command{"lhits import", {{"-o", "o.h5"}, {"--join", ""}}, {}};
    std::filesystem::create_directory(scratch / "a b");
    for (const auto* name : {"1.vtu", "2.vtu", "3.vtu", "4.vtu"}) {
        command.files.push_back(scratch / (std::string("a b/") + name));
        write(command.files.back(), "x");
    }
    BOOST_TEST(command.with({}) == "lhits import -o o.h5 --join '" + (scratch / "a b") + "'/*.vtu");
    write(scratch / "a b/5.vtu", "x");
    contains(command.with({}), "3.vtu' ... (and the other 1 files)");
}

LHITS_TEST(pickles_stay_closed, 1) {
    const Scratch scratch;
    write(scratch / "a.pkl", "anything");
    write(scratch / "b.bin", "\x80\x04\x95");
    write(scratch / "c.pt", "PK\x03\x04");
    for (const auto* name : {"a.pkl", "b.bin", "c.pt"}) {
        const auto text = refusal(scratch / name);
        contains(text, "can run programs when they are opened, and never are");
        contains(text, "numpy.savez");
    }
    write(scratch / "d.xlsx", "PK\x03\x04");
    contains(refusal(scratch / "d.xlsx"), "found a spreadsheet; save it as text");
}

LHITS_TEST(folders_are_refused_with_a_command, 1) {
    const Scratch scratch;
    namespace fs = std::filesystem;
    SourceOptions options;
    options.command = {"lhits import", {{"-o", "out.h5"}}, {"given"}};
    for (const auto* mark : {".zgroup", ".zarray", "zarr.json"}) {
        const auto folder = scratch / (std::string("store") + mark);
        fs::create_directory(folder);
        write(folder + "/" + mark, "{}");
        contains(refusal(folder, options),
                 "found a Zarr store; bring it in with: /usr/bin/python3 ");
        contains(refusal(folder + "/", options), "convert.py -o out.h5 given");
    }
    const auto runs = scratch / "two runs";
    fs::create_directory(runs);
    contains(refusal(runs), "found a folder without any; name the files");
    for (const auto* name : {"a_1.nc", "a_2.nc", "a.log"}) write(runs + "/" + name, "x");
    contains(refusal(runs, options),
             "found a folder with 2 *.nc; give its files: lhits import "
             "-o out.h5 '" +
                 runs + "'/*.nc");
    const auto meshes = scratch / "meshes";
    fs::create_directory(meshes);
    write(meshes + "/u_0.5.vtu", "x");
    contains(refusal(meshes, options), "convert.py -o out.h5 " + meshes + "/*.vtu");
    const auto foam = scratch / "cavity";
    fs::create_directories(foam + "/system");
    write(foam + "/system/controlDict", "x");
    contains(refusal(foam, options), "(foamToVTK -case " + foam + "; newer ones");
    contains(refusal(foam, options), "convert.py -o out.h5 " + foam + "/VTK/*.vtk");
}
