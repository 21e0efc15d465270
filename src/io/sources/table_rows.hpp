// A table of numbers in a text file, row by row.
#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

namespace lhits {

class TableRows {
public:
    /// Reads the names of the columns, where the file has them. Throws InputError.
    explicit TableRows(std::string path);

    /// Empty: the file has none.
    const std::vector<std::string>& names() const { return names_; }

    /// The next row; false at the end. Throws InputError with path and line.
    bool next(std::vector<double>& row);
    /// Back to the first row of numbers.
    void rewind();

    [[noreturn]] void refuse(const std::string& expected, const std::string& found) const;

private:
    bool next_line(std::vector<std::string>& fields);

    std::string path_;
    std::ifstream file_;
    std::vector<std::string> names_;
    std::size_t line_ = 0, columns_ = 0;
    std::streampos begin_ = 0;  // of the first row of numbers
    std::size_t begin_line_ = 0;
};

}  // namespace lhits
