#include "lhits/io/record.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "lhits/io/damaged_file.hpp"
#include "scratch.hpp"

using lhits::Record;
using lhits::test::contains;
using lhits::test::message_of;
using lhits::test::Scratch;

namespace {

Record example() {
    Record record;
    record.put("weights", std::vector<float>{1.5F, -0.0F, 3e-41F, 4.0F, 5.0F, 6.0F}, {2, 3});
    record.put("moments", std::vector<double>{0.1, std::numeric_limits<double>::infinity()});
    record.put("order", std::vector<std::int64_t>{std::int64_t{1} << 62, -7});
    record.put("nothing", std::vector<float>{}, {0, 4});
    record.arrays["order"].long_name = "which comes first";
    record.texts["kind"] = "autoencoder";
    record.texts["empty"] = "";
    record.texts["deck"] = std::string(200000, 'd').append(" ä");
    record.numbers["loss"] = 1.0 / 3.0;
    record.integers["iteration"] = -(std::int64_t{1} << 60);
    for (int i = 0; i < 40; ++i) record.numbers[std::to_string(i)] = i;
    record.children["stepper 4"].texts["kind"] = "mlp";
    record.children["stepper 4"].children["deep"].put("a", std::vector<double>{2.0});
    return record;
}

std::string read_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

void put_byte(const std::string& path, std::size_t at, char byte) {
    std::fstream(path, std::ios::binary | std::ios::in | std::ios::out)
        .seekp(static_cast<std::streamoff>(at))
        .put(byte);
}

}  // namespace

LHITS_TEST(record_round_trip_is_exact, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    lhits::write_record_file(path, "lhits model", example());
    lhits::write_record_file(path, "lhits model", example());
    const Record read = lhits::read_record_file(path, "lhits model");
    BOOST_TEST((read == example()));
    BOOST_TEST(std::signbit(read.floats("weights")[1]));
    BOOST_TEST(read.child("stepper 4").child("deep").doubles("a")[0] == 2.0);
    BOOST_TEST(!std::filesystem::exists(path + ".part"));
}

LHITS_TEST(record_access_names_what_is_missing, 1) {
    const Record record = example();
    const auto missing = [&](auto work) { return message_of<lhits::InputError>(work); };
    contains(missing([&] { record.floats("bias"); }), "array 'bias'");
    contains(missing([&] { record.floats("moments"); }), "'moments' to be of 32-bit reals");
    contains(missing([&] { record.text("name"); }), "text 'name'");
    contains(missing([&] { record.number("gain"); }), "number 'gain'");
    contains(missing([&] { record.integer("gain"); }), "integer 'gain'");
    contains(missing([&] { record.child("z9"); }), "group 'z9'");
}

LHITS_TEST(unusable_record_files_are_refused, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    const auto refused = [&] {
        const auto message =
            message_of<lhits::InputError>([&] { lhits::read_record_file(path, "lhits model"); });
        contains(message, path + ": ");
        BOOST_TEST(message.find('\n') == std::string::npos);
        return message;
    };
    contains(refused(), "no such file");
    write_bytes(path, "");
    contains(refused(), "found no HDF5 file");
    write_bytes(path, "not ours");
    contains(refused(), "found no HDF5 file");
    lhits::write_record_file(path, "lhits checkpoint", example());
    contains(refused(), "expected format 'lhits model', found 'lhits checkpoint'");
    lhits::write_record_file(path, "lhits model", example());
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    contains(refused(), "truncated");
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    contains(refused(), "expected a file");
}

LHITS_TEST(failed_record_write_names_the_path, 1) {
    const Scratch scratch;
    const auto path = scratch / "missing/model.h5";
    const auto message = message_of<lhits::Failure>(
        [&] { lhits::write_record_file(path, "lhits model", example()); });
    contains(message, path + ": cannot create");
    contains(message, "No such file or directory");
}

LHITS_TEST(every_flipped_bit_of_a_record_file_is_found, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    Record record;
    record.put("weights", std::vector<float>(30, 1.5F));
    record.texts["deck"] = "[run]\n";
    record.children["z2"].integers["iteration"] = 12;
    lhits::write_record_file(path, "lhits model", record);
    const auto bytes = read_bytes(path);
    const auto read = [&] { lhits::read_record_file(path, "lhits model"); };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        put_byte(path, i, static_cast<char>(bytes[i] ^ (1 << i % 8)));
        BOOST_CHECK_THROW(read(), lhits::DamagedFile);
        put_byte(path, i, bytes[i]);
    }
    read();
    for (const std::size_t lost : {1, 15, 16 + 1}) {
        write_bytes(path, bytes.substr(0, bytes.size() - lost));
        BOOST_CHECK_THROW(read(), lhits::DamagedFile);
    }
    write_bytes(path, bytes.substr(0, bytes.size() / 2) + std::string(bytes.size() / 2, '\0'));
    BOOST_CHECK_THROW(read(), lhits::DamagedFile);
}

LHITS_TEST(record_files_without_a_checksum_are_read, 1) {
    const Scratch scratch;
    const auto path = scratch / "model.h5";
    lhits::write_record_file(path, "lhits model", example());
    const auto bytes = read_bytes(path);
    write_bytes(path, bytes.substr(0, bytes.size() - 16));  // as lhits wrote them before
    BOOST_TEST((lhits::read_record_file(path, "lhits model") == example()));
    write_bytes(path, bytes);
    const auto command = "/usr/bin/python3 -c \"import h5py\nwith h5py.File('" + path +
                         "', 'r+') as file: file['moments'][0] = 7.0\"";
    BOOST_TEST(std::system(command.c_str()) == 0);
    BOOST_TEST(lhits::read_record_file(path, "lhits model").doubles("moments")[0] == 7.0);
}
