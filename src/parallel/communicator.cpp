#include "lhits/parallel/communicator.hpp"

#include <algorithm>
#include <utility>

#include "lhits/parallel/environment.hpp"
#include "lhits/parallel/mpi_check.hpp"

namespace lhits {

Communicator::Communicator(MPI_Comm handle, bool owned) : handle_(handle), owned_(owned) {
    check_mpi(MPI_Comm_set_errhandler(handle_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    check_mpi(MPI_Comm_rank(handle_, &rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(handle_, &size_), "MPI_Comm_size");
}

Communicator Communicator::borrow(MPI_Comm handle) { return {handle, false}; }

Communicator Communicator::borrowed() const {
    return handle_ == MPI_COMM_NULL ? self() : borrow(handle_);
}

Communicator Communicator::copy(MPI_Comm handle) {
    MPI_Comm created = MPI_COMM_NULL;
    check_mpi(MPI_Comm_dup(handle, &created), "MPI_Comm_dup");
    return {created, true};
}

MPI_Comm Communicator::handle() const {
    if (handle_ != MPI_COMM_NULL) return handle_;
    require_mpi();
    return borrow(MPI_COMM_SELF).handle_;
}

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)),
      owned_(std::exchange(other.owned_, false)),
      rank_(other.rank_),
      size_(other.size_) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(owned_, other.owned_);
    std::swap(rank_, other.rank_);
    std::swap(size_, other.size_);
    return *this;
}

Communicator::~Communicator() {
    if (owned_ && handle_ != MPI_COMM_NULL) MPI_Comm_free(&handle_);
}

Communicator Communicator::split(int colour) const {
    if (size_ == 1) return self();
    MPI_Comm created = MPI_COMM_NULL;
    check_mpi(MPI_Comm_split(handle_, colour, rank_, &created), "MPI_Comm_split");
    return {created, true};
}

Communicator Communicator::split_by_node() const {
    if (size_ == 1) return self();
    MPI_Comm created = MPI_COMM_NULL;
    check_mpi(MPI_Comm_split_type(handle_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &created),
              "MPI_Comm_split_type");
    return {created, true};
}

void Communicator::barrier() const {
    if (size_ > 1) check_mpi(MPI_Barrier(handle_), "MPI_Barrier");
}

std::string Communicator::broadcast(const std::string& text, int root) const {
    if (size_ == 1) return text;
    auto length = static_cast<long long>(text.size());
    check_mpi(MPI_Bcast(&length, 1, MPI_LONG_LONG, root, handle_), "MPI_Bcast");
    std::string result = text;
    result.resize(static_cast<std::size_t>(length));
    constexpr long long most = 1LL << 30;  // MPI counts with int
    for (long long done = 0; done < length; done += most) {
        const auto count = static_cast<int>(std::min(most, length - done));
        check_mpi(MPI_Bcast(result.data() + done, count, MPI_CHAR, root, handle_), "MPI_Bcast");
    }
    return result;
}

double Communicator::broadcast(double value, int root) const {
    if (size_ == 1) return value;
    check_mpi(MPI_Bcast(&value, 1, MPI_DOUBLE, root, handle_), "MPI_Bcast");
    return value;
}

std::vector<std::string> Communicator::gather(const std::string& text) const {
    if (size_ == 1) return {text};
    const auto places = static_cast<std::size_t>(size_);
    const int length = static_cast<int>(text.size());
    std::vector<int> lengths(places);
    check_mpi(MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, handle_),
              "MPI_Gather");
    std::vector<int> starts(places + 1, 0);
    for (std::size_t i = 0; i < places; ++i) starts[i + 1] = starts[i] + lengths[i];
    std::string all(static_cast<std::size_t>(rank_ == 0 ? starts.back() : 0), '\0');
    check_mpi(MPI_Gatherv(text.data(), length, MPI_CHAR, all.data(), lengths.data(), starts.data(),
                          MPI_CHAR, 0, handle_),
              "MPI_Gatherv");
    std::vector<std::string> result;
    if (rank_ != 0) return result;
    for (std::size_t i = 0; i < places; ++i) {
        result.push_back(
            all.substr(static_cast<std::size_t>(starts[i]), static_cast<std::size_t>(lengths[i])));
    }
    return result;
}

std::string Communicator::join(const std::string& text) const {
    std::string all;
    for (const auto& part : gather(text)) all += part;
    return broadcast(all);
}

void Communicator::gather(std::span<const double> own, std::span<double> all) const {
    if (size_ == 1) {
        std::copy(own.begin(), own.end(), all.begin());
        return;
    }
    const int count = static_cast<int>(own.size());
    check_mpi(MPI_Gather(own.data(), count, MPI_DOUBLE, all.data(), count, MPI_DOUBLE, 0, handle_),
              "MPI_Gather");
}

double Communicator::max(double value) const {
    if (size_ == 1) return value;
    double result = value;
    check_mpi(MPI_Allreduce(&value, &result, 1, MPI_DOUBLE, MPI_MAX, handle_), "MPI_Allreduce");
    return result;
}

std::vector<double> Communicator::collect(std::vector<double> values) const {
    if (size_ == 1) return values;
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()),
                            MPI_DOUBLE, MPI_SUM, handle_),
              "MPI_Allreduce");
    return values;
}

namespace {

/// In pieces, because MPI counts in int and takes a buffer of the size of one.
template <class T>
void reduce(std::span<T> values, MPI_Datatype type, MPI_Op operation, int root,
            const Communicator& ranks) {
    if (ranks.size() == 1) return;
    constexpr std::size_t piece = std::size_t{1} << 22U;
    for (std::size_t first = 0; first < values.size(); first += piece) {
        const auto part = values.subspan(first, std::min(piece, values.size() - first));
        const bool own = ranks.rank() == root;
        check_mpi(MPI_Reduce(own ? MPI_IN_PLACE : part.data(), own ? part.data() : nullptr,
                             static_cast<int>(part.size()), type, operation, root, ranks.handle()),
                  "MPI_Reduce");
    }
}

}  // namespace

void Communicator::add_up(std::span<std::int64_t> values, int root) const {
    reduce(values, MPI_INT64_T, MPI_SUM, root, *this);
}

void Communicator::add_up(std::span<std::uint32_t> values, int root) const {
    reduce(values, MPI_UINT32_T, MPI_SUM, root, *this);
}

void Communicator::least(std::span<float> values, int root) const {
    reduce(values, MPI_FLOAT, MPI_MIN, root, *this);
}

bool Communicator::any(bool value) const { return max(value ? 1.0 : 0.0) > 0.0; }

Share share_of(int count, int part, int parts) {
    const auto cut = [&](int p) {
        return static_cast<int>(static_cast<long long>(count) * p / parts);
    };
    return {cut(part), cut(part + 1)};
}

}  // namespace lhits
