#include "parallel_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <utility>

#include "file_hints.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "mpi_path.hpp"

namespace lhits {

using hdf5::check;
using hdf5::Handle;

namespace {

/// The bytes that the datasets may take in the file: large ones begin at multiples of `alignment`.
std::size_t room_for(hid_t file, const std::vector<std::string>& datasets, hsize_t alignment) {
    std::size_t room = 0;
    for (const auto& name : datasets) {
        const Handle dataset = hdf5::open_dataset(file, name);
        const Handle type(H5Dget_type(dataset.id()), H5Tclose, "get the type of " + name);
        const auto bytes = hdf5::size_of(hdf5::shape_of(dataset)) * H5Tget_size(type.id());
        room += bytes + (bytes < alignment ? 0 : alignment);
    }
    return room;
}

/// An empty file, because a file system takes hints on how to stripe it only then. What goes wrong
/// here is told by who writes to it.
void create_through_mpi(const std::string& path, const FileHints& hints) {
    MPI_File file = MPI_FILE_NULL;
    if (MPI_File_open(MPI_COMM_SELF, path.c_str(), MPI_MODE_CREATE | MPI_MODE_RDWR, hints.info(),
                      &file) == MPI_SUCCESS) {
        MPI_File_close(&file);
    }
}

}  // namespace

void make_parallel_file(const Communicator& ranks, const std::string& path,
                        const std::string& format, const std::function<void(hid_t file)>& layout,
                        const std::vector<std::string>& datasets) {
    on_root(ranks, [&] {
        require_short(path);
        hdf5::writing(path, [&] {
            const FileHints hints(ranks.size());
            const Handle image = hdf5::create_image(format);
            layout(image.id());
            hdf5::remove_part(path);
            hdf5::Part part(path);
            create_through_mpi(hdf5::part_path(path), hints);
            const auto size = hdf5::write_part(image, path);
            hdf5::reserve_part(path, size + room_for(image.id(), datasets, hints.alignment()));
            part.keep();
        });
    });
}

ParallelFile::ParallelFile(const Communicator& ranks, std::string path,
                           const std::vector<std::string>& datasets, Unfinished unfinished)
    : ranks_(ranks), path_(std::move(path)) {
    if (ranks_.rank() == 0 && unfinished == Unfinished::removed) part_.emplace(path_);
    agree_on_errors(ranks_, [&] {
        hdf5::writing(path_, [&] {
            const FileHints hints(ranks_.size());
            const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "set up MPI-IO");
            check(H5Pset_fapl_mpio(access.id(), ranks_.handle(), hints.info()), "set up MPI-IO");
            check(H5Pset_alignment(access.id(), hints.alignment(), hints.alignment()),
                  "set up MPI-IO");
            // One rank reads for all, and all write together, what describes the data.
            check(H5Pset_all_coll_metadata_ops(access.id(), true), "set up MPI-IO");
            check(H5Pset_coll_metadata_write(access.id(), true), "set up MPI-IO");
            file_ = Handle(H5Fopen(hdf5::part_path(path_).c_str(), H5F_ACC_RDWR, access.id()),
                           H5Fclose, "open through MPI-IO; do all ranks see this folder?");
            // Through MPI-IO, opening a dataset gives it its place in the file.
            for (const auto& name : datasets) {
                datasets_.emplace(name, hdf5::open_dataset(file_.id(), name));
            }
            // Should the file be left unfinished, nothing is pending.
            check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "flush; check that the disk has room");
        });
    });
}

ParallelFile::~ParallelFile() {
    // Closing is collective, and the other ranks may not be on their way here. What is left open
    // is closed by HDF5 when MPI ends.
    for (auto& [name, dataset] : datasets_) dataset.abandon();
    file_.abandon();
}

const Handle& ParallelFile::at(const std::string& dataset) const {
    const auto found = datasets_.find(dataset);
    if (found == datasets_.end()) throw std::invalid_argument("no dataset " + dataset);
    return found->second;
}

hdf5::Shape ParallelFile::shape_of(const std::string& dataset) const {
    return hdf5::shape_of(at(dataset));
}

void ParallelFile::write(const std::string& dataset, const hdf5::Shape& start,
                         const hdf5::Shape& count, const Reals& data) {
    std::visit([&](const auto& values) { write_values(dataset, start, count, values); }, data);
}

template <class T>
void ParallelFile::write_values(const std::string& dataset, const hdf5::Shape& start,
                                const hdf5::Shape& count, std::span<const T> data) {
    const Handle& handle = at(dataset);
    const auto shape = hdf5::shape_of(handle);
    bool inside = start.size() == shape.size() && count.size() == shape.size();
    for (std::size_t axis = 0; inside && axis < shape.size(); ++axis) {
        inside = count[axis] <= shape[axis] && start[axis] <= shape[axis] - count[axis];
    }
    if (!inside || hdf5::size_of(count) != data.size()) {
        throw std::invalid_argument(
            fmt::format("{}: {} values for the block {} at {} of {}, whose shape is {}", path_,
                        data.size(), count, start, dataset, shape));
    }
    if (data.empty()) return;
    broken_ = true;
    hdf5::writing(path_, [&] {
        try {
            hdf5::write_block(handle, hdf5::native_type<T>(), data.data(), start, count);
        } catch (const hdf5::Problem& problem) {
            throw hdf5::Problem(
                fmt::format("{}: {}; check that the disk has room", dataset, problem.what()));
        }
    });
    broken_ = false;
}

void ParallelFile::finish(const std::function<void(hid_t file)>& last) {
    agree_on_errors(ranks_, [&] {
        if (broken_) throw Failure(path_ + ": not finished, because writing to it has failed");
    });
    agree_on_errors(ranks_, [&] {
        hdf5::writing(path_, [&] {
            datasets_.clear();
            check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "flush; check that the disk has room");
            file_.close("close; check that the disk has room");
        });
    });
    on_root(ranks_, [&] {
        hdf5::writing(path_, [&] {
            Handle file = hdf5::reopen_part(path_);
            last(file.id());
            file.close("close; check that the disk has room");
            hdf5::publish(path_);
            if (part_) part_->keep();
        });
    });
}

}  // namespace lhits
