// LZF, by Marc Lehmann (liblzf 3.6): what h5py compresses with as HDF5's filter 32000.
#include <hdf5.h>

#include <cstddef>
#include <cstring>
#include <span>

#include "hdf5_filters.hpp"

namespace lhits {
namespace {

using Bytes = std::span<const unsigned char>;

constexpr H5Z_filter_t lzf = 32000;

/// Literal bytes, and repetitions of what is already there. False when the input is not such, or
/// is of more bytes than `out` has.
bool unpack(Bytes in, std::span<unsigned char> out, std::size_t& length) {
    std::size_t at = 0, to = 0;
    while (at < in.size()) {
        const std::size_t control = in[at++];
        if (control < 32) {  // so many literal bytes and one more
            const auto count = control + 1;
            if (count > in.size() - at || count > out.size() - to) return false;
            std::memcpy(&out[to], &in[at], count);
            at += count;
            to += count;
            continue;
        }
        auto count = (control >> 5U) + 2;
        if (count == 9) {
            if (at == in.size()) return false;
            count += in[at++];
        }
        if (at == in.size()) return false;
        const auto back = ((control & 31U) << 8U) + in[at++] + 1;
        if (back > to || count > out.size() - to) return false;
        for (; count > 0; --count, ++to) out[to] = out[to - back];  // may overlap
    }
    length = to;
    return true;
}

/// As H5Z_func_t; `values` are two versions and the size of a chunk. 0: it cannot.
std::size_t filter(unsigned flags, std::size_t count, const unsigned* values, std::size_t bytes,
                   std::size_t* size, void** buffer) {
    if ((flags & H5Z_FLAG_REVERSE) == 0 || count < 3 || values[2] == 0) return 0;
    void* unpacked = H5allocate_memory(values[2], false);
    std::size_t length = 0;
    const bool done =
        unpacked != nullptr && unpack({static_cast<const unsigned char*>(*buffer), bytes},
                                      {static_cast<unsigned char*>(unpacked), values[2]}, length);
    if (!done) {
        H5free_memory(unpacked);
        return 0;
    }
    H5free_memory(*buffer);
    *buffer = unpacked;
    *size = values[2];
    return length;
}

}  // namespace

void register_lzf() {
    static const H5Z_class2_t description{H5Z_CLASS_T_VERS, lzf,     0,      1, "LZF",
                                          nullptr,          nullptr, &filter};
    if (H5Zfilter_avail(lzf) <= 0) hdf5::check(H5Zregister(&description), "add the filter LZF");
}

}  // namespace lhits
