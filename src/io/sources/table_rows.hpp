// A table of numbers in a text file, row by row.
#pragma once

#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace lhits {

class TableRows {
public:
    /// Reads the names of the columns, where the file has them: a first row that is no numbers, or
    /// the last comment before it, of as many words. Throws InputError.
    explicit TableRows(std::string path);

    std::size_t columns() const { return columns_; }
    /// As many as columns, of which some may be empty; or empty: the file has none.
    const std::vector<std::string>& names() const { return names_; }
    /// Numbers as names, but for the first: the places of the columns, perhaps.
    bool names_are_numbers() const { return names_are_numbers_; }
    /// Whether the names stood in a comment.
    bool names_in_comment() const { return names_in_comment_; }

    /// The next row; false at the end. What is missing is not a number. Throws InputError with path
    /// and line.
    bool next(std::vector<double>& row);
    /// Of the last row, as it is written; valid until the next one.
    std::string_view field(std::size_t column) const { return fields_[column]; }
    /// Back to the first row of numbers.
    void rewind();

    [[noreturn]] void refuse(const std::string& expected, const std::string& found) const;

private:
    using Fields = std::vector<std::string_view>;

    bool next_line();
    void find_names(std::string_view first, const std::string& comment);
    void fit_names();
    [[noreturn]] void refuse_field(std::string_view field) const;

    std::string path_;
    std::ifstream file_;
    std::string line_;         // the last one
    std::string_view text_;    // of it, without comments
    std::string comment_;      // the last one
    Fields fields_;            // of the last row
    char separator_ = ' ';     // of rows
    bool ends_empty_ = false;  // rows end with a separator
    std::vector<std::string> names_;
    bool names_are_numbers_ = false, names_in_comment_ = false;
    std::size_t number_ = 0, columns_ = 0;
    std::streampos begin_ = 0;  // of the first row of numbers
    std::size_t begin_number_ = 0;
};

}  // namespace lhits
