#include "lhits/systems/initial_conditions.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

namespace {

const lhits::StateLayout layout{
    {0.0, 0.5, 1.0, 0.0, 0.5, 1.0}, {0, 0, 0, 1, 1, 1}, {"u", "v"}, "1", "1"};

/// A folder that goes with the scope.
class Folder {
public:
    Folder()
        : path_(std::filesystem::temp_directory_path() /
                ("lhits_initial_conditions_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string path() const { return path_.string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

std::string refusal(const std::string& path) {
    try {
        lhits::read_initial_conditions(path, layout);
    } catch (const lhits::InputError& error) {
        return error.what();
    }
    return "accepted";
}

bool has(const std::string& text, const std::string& part) {
    const bool found = text.find(part) != std::string::npos;
    if (!found) BOOST_TEST_MESSAGE("expected \"" << part << "\" in: " << text);
    return found;
}

}  // namespace

LHITS_TEST(initial_conditions_of_files_and_folders, 1) {
    const Folder folder;
    const auto csv = folder.write(
        "b.csv", "\xef\xbb\xbf# x,u,v\r\n0,1,4\r\n 0.5 , +2 , 5 # middle\r\n\r\n1.0000004,3,6e0");
    folder.write("a.txt", "# a comment\n0 -1 -4\n\t0.5\t-2  -5\n1 -3 -6\n");
    folder.write("c.notes", "not data\n");
    const std::vector<double> expected{1, 2, 3, 4, 5, 6};
    const auto one = lhits::read_initial_conditions(csv, layout);
    BOOST_TEST_REQUIRE(one.size() == 1U);
    BOOST_TEST(one[0] == expected, boost::test_tools::per_element());
    const auto all = lhits::read_initial_conditions(folder.path(), layout);
    BOOST_TEST_REQUIRE(all.size() == 2U);  // a.txt, then b.csv
    BOOST_TEST(all[0][5] == -6.0);
    BOOST_TEST(all[1][5] == 6.0);
}

LHITS_TEST(initial_conditions_refused_with_file_and_line, 1) {
    const Folder folder;
    const auto refused = [&](const std::string& text) {
        return refusal(folder.write("ic.txt", text));
    };
    BOOST_TEST(has(refused("0 1 4\n0.5 2 5\n"), "ic.txt:2: expected 3 rows"));
    BOOST_TEST(has(refused("0 1 4\n0.5 2 5\n"), "found the end of the file after 2"));
    BOOST_TEST(has(refused("0 1 4\n.5 2 5\n1 3 6\n#\n2 3 6\n"), ":5: expected 3 rows"));
    BOOST_TEST(has(refused(""), "found the end of the file after 0"));
    BOOST_TEST(has(refused("0 1 4\n0.5 nan 5\n1 3 6\n"), ":2: expected a finite number"));
    BOOST_TEST(has(refused("0 1 4\n0.5 2 inf\n1 3 6\n"), "found \"inf\""));
    BOOST_TEST(has(refused("0 1 1e999\n0.5 2 5\n1 3 6\n"), "found \"1e999\""));
    BOOST_TEST(has(refused("x u v\n0 1 4\n"), ":1: expected a finite number (a line of names"));
    BOOST_TEST(has(refused("0,1,4x\n"), "found \"4x\""));
    BOOST_TEST(has(refused("0,,4\n"), "found \"\""));
    BOOST_TEST(has(refused("0 1\n"), ":1: expected 3 columns (x, u, v), found 2"));
    BOOST_TEST(has(refused("0 1 4 7\n"), "expected 3 columns (x, u, v), found 4"));
    BOOST_TEST(has(refused("0 1 4\n0.50001 2 5\n"), ":2: expected x = 0.5 within 1e-06"));
    BOOST_TEST(has(refused("\x89HDF 1 2\n"), "found \"?HDF\""));
    BOOST_TEST(has(refusal(folder.path() + "/none.txt"), "none.txt: expected a file or a folder"));
    std::filesystem::remove(folder.path() + "/ic.txt");
    BOOST_TEST(has(refusal(folder.path()), "expected *.txt, *.dat or *.csv files"));
}
