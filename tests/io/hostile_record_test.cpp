// Record files from elsewhere are data and nothing else.
#include <H5public.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "lhits/base/error.hpp"
#include "lhits/io/damaged_file.hpp"
#include "lhits/io/record.hpp"
#include "scratch.hpp"

using lhits::Record;
using lhits::test::contains;
using lhits::test::message_of;
using lhits::test::Scratch;
using lhits::test::world;

namespace {

constexpr const char* format = "lhits model";

/// What is said about each of the files that write_hostile_records.py makes.
const std::map<std::string, std::string> refusals = {
    {"nested", "groups at most 16 deep"},
    {"never_written", "\"w\": the shape (1099511627776): expected at most the"},
#if H5_VERSION_GE(1, 14, 0)  // which refuses it before we can
    {"overflowing", "the dataset \"w\": "},
#else
    {"overflowing", "\"w\": the shape (2305843009213693953): expected at most the"},
#endif
    {"external_storage", "\"w\": expected data in one piece in this file, found another file"},
    {"virtual", "\"w\": expected data in one piece in this file, found a view of other datasets"},
    {"chunked_bomb", "\"w\": expected data in one piece in this file, found chunks"},
    {"cycle", "\"a\": expected an object of its own, found one of two names"},
    {"twice", "\"b\": expected an object of its own, found one of two names"},
    {"named_type", "\"type\": expected a group or a dataset, found neither"},
    {"soft_link", "\"b\": expected a group or a dataset, found a link to another name"},
    {"external_link", "\"b\": expected a group or a dataset, found a link to another file"},
    {"compound", "\"w\": expected reals of 32 or 64 bits or integers, found another type"},
    {"texts", "\"w\": expected reals of 32 or 64 bits or integers, found another type"},
    {"vlen_texts", "\"w\": expected reals of 32 or 64 bits or integers, found another type"},
    {"half_precision", "\"w\": expected reals of 32 or 64 bits or integers, found another type"},
    {"bool", "\"w\": expected reals of 32 or 64 bits or integers, found another type"},
    {"array_attribute", "the attribute 'a' to be a number, found another type"},
    {"compound_attribute", "the attribute \"a\": expected a text or a number, found another type"},
    {"fixed_text_attribute", "the attribute 'a' to be a text, found another type"},
    {"control_characters", "\"a??[31mb\""},
    {"newer", "expected format_version 1 or older, found 2: use a newer lhits"},
};

std::string refusal(const std::string& path) {
    const auto message =
        message_of<lhits::InputError>([&] { lhits::read_record_file(path, format); });
    contains(message, path + ": ");
    BOOST_TEST(message.find_first_of("\n\x1b") == std::string::npos);
    return message;
}

Record example() {
    Record record;
    record.put("weights", std::vector<float>(30, 1.5F));
    record.texts["deck"] = "[run]\n";
    record.children["z2"].integers["iteration"] = 12;
    return record;
}

std::string read_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

LHITS_TEST(record_files_that_are_more_than_data_are_refused, 1) {
    const Scratch scratch;
    lhits::test::run_python("write_hostile_records.py", scratch / "");
    for (const auto& [name, words] : refusals) {
        BOOST_TEST_CONTEXT(name) { contains(refusal(scratch / (name + ".h5")), words); }
    }
}

LHITS_TEST(record_files_cut_at_any_length_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    lhits::write_record_file(path, format, example());
    const auto bytes = read_bytes(path);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        if (length == bytes.size() - 16) continue;  // that is a file of an earlier lhits
        write_bytes(path, bytes.substr(0, length));
        BOOST_CHECK_THROW(lhits::read_record_file(path, format), lhits::DamagedFile);
    }
}

// Without a checksum some damage cannot be seen; it must not do more than change a value.
LHITS_TEST(flipped_bits_without_a_checksum_change_values_at_most, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    lhits::write_record_file(path, format, example());
    auto bytes = read_bytes(path);
    bytes.resize(bytes.size() - 16);
    int refused = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
        write_bytes(path, damaged);
        try {
            lhits::read_record_file(path, format);
        } catch (const lhits::InputError& error) {
            ++refused;
            BOOST_TEST(std::string(error.what()).find_first_of("\n\x1b") == std::string::npos);
        }
    }
    BOOST_TEST(refused > 100);
}

LHITS_TEST(one_rank_reads_a_record_file_for_all, 1, 2, 3) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    const auto own = world().rank() == 0 ? path : scratch / "not there";
    if (world().rank() == 0) lhits::write_record_file(path, format, example());
    BOOST_TEST((lhits::read_record_file(own, format, world()) == example()));
    if (world().rank() == 0) write_bytes(path, read_bytes(path).substr(0, 1000));
    const auto refused =
        message_of<lhits::InputError>([&] { lhits::read_record_file(own, format, world()); });
    contains(refused, "truncated or damaged");
}
