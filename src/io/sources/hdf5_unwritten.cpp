#include "hdf5_unwritten.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "lhits/base/in_quotes.hpp"

namespace lhits::hdf5 {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// All positions below `count`, the last dimension the fastest; one of no dimensions.
template <class Visit>
void each_position(const Shape& count, const Visit& visit) {
    if (std::find(count.begin(), count.end(), 0U) != count.end()) return;
    Shape at(count.size(), 0);
    while (true) {
        visit(at);
        std::size_t d = count.size();
        while (d > 0 && ++at[d - 1] == count[d - 1]) at[--d] = 0;
        if (d == 0) return;
    }
}

Shape chunk_of(const Handle& plan, std::size_t dimensions) {
    Shape chunk(dimensions);
    check(H5Pget_chunk(plan.id(), static_cast<int>(dimensions), chunk.data()),
          "look at the chunks");
    return chunk;
}

bool has_all_chunks(const Handle& dataset, const Shape& chunk) {
    const auto shape = shape_of(dataset);
    hsize_t expected = 1, found = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) {
        expected *= (shape[d] + chunk[d] - 1) / chunk[d];
    }
    const Handle space(H5Dget_space(dataset.id()), H5Sclose, "look at a dataset");
    check(H5Dget_num_chunks(dataset.id(), space.id(), &found), "count the chunks");
    return found >= expected;
}

/// HDF5 looks beside the file, or where the name leads to.
void require_sources(const Handle& plan, const std::string& path) {
    std::size_t count = 0;
    check(H5Pget_virtual_count(plan.id(), &count), "look at the sources");
    for (std::size_t i = 0; i < count; ++i) {
        const auto name = name_by([&](char* buffer, std::size_t size) {
            return H5Pget_virtual_filename(plan.id(), i, buffer, size);
        });
        // "." is this file, and "%b" a number that HDF5 counts up.
        if (name == "." || name.find('%') != std::string::npos) continue;
        const std::filesystem::path source(name);
        const auto folder = std::filesystem::path(path).parent_path();
        std::error_code ignored;
        const auto is_there = [&](const std::filesystem::path& place) {
            return std::filesystem::exists(place, ignored);
        };
        if (is_there(folder / source) || is_there(folder / source.filename())) continue;
        throw Problem(
            fmt::format("expected the file {}, of which the dataset is made up (a virtual "
                        "dataset), found none; put it there",
                        in_quotes(name)));
    }
}

}  // namespace

Unwritten::Unwritten(const Handle& dataset, const std::string& path) : dataset_(dataset) {
    const Handle plan(H5Dget_create_plist(dataset.id()), H5Pclose, "look at a dataset");
    const auto layout = H5Pget_layout(plan.id());
    if (layout == H5D_VIRTUAL) {
        require_sources(plan, path);
    } else if (layout == H5D_CHUNKED) {
        const auto chunk = chunk_of(plan, shape_of(dataset).size());
        if (!has_all_chunks(dataset, chunk)) chunk_ = chunk;
    } else if (H5Pget_external_count(plan.id()) == 0) {
        auto status = H5D_SPACE_STATUS_ALLOCATED;
        check(H5Dget_space_status(dataset.id(), &status), "look at a dataset");
        all_ = status == H5D_SPACE_STATUS_NOT_ALLOCATED;
    }
}

void Unwritten::mark(const Shape& start, const Shape& count, std::span<double> out) const {
    if (all_) std::fill(out.begin(), out.end(), nan);
    if (!chunk_.empty()) mark_chunks(start, count, out);
}

void Unwritten::mark_chunks(const Shape& start, const Shape& count, std::span<double> out) const {
    Shape first, chunks;  // that the block touches
    for (std::size_t d = 0; d < start.size(); ++d) {
        first.push_back(start[d] / chunk_[d]);
        chunks.push_back((start[d] + count[d] + chunk_[d] - 1) / chunk_[d] - first[d]);
    }
    each_position(chunks, [&](const Shape& number) {
        Shape corner, from, size;  // of the chunk in the dataset, and of what the block has of it
        for (std::size_t d = 0; d < start.size(); ++d) {
            corner.push_back((first[d] + number[d]) * chunk_[d]);
            from.push_back(std::max(corner[d], start[d]));
            size.push_back(std::min(corner[d] + chunk_[d], start[d] + count[d]) - from[d]);
        }
        unsigned mask = 0;
        haddr_t address = HADDR_UNDEF;
        hsize_t bytes = 0;
        check(H5Dget_chunk_info_by_coord(dataset_.id(), corner.data(), &mask, &address, &bytes),
              "look for a chunk");
        if (address != HADDR_UNDEF) return;
        each_position(size, [&](const Shape& at) {
            hsize_t element = 0;
            for (std::size_t d = 0; d < at.size(); ++d) {
                element = element * count[d] + from[d] + at[d] - start[d];
            }
            out[element] = nan;
        });
    });
}

}  // namespace lhits::hdf5
