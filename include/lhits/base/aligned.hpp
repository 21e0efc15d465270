// Memory whose alignment never varies, so that vectorised loops give the same bits every time.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace lhits {

/// Allocator of cache-line aligned memory. Loops that sum may peel elements up to an aligned
/// address; with a fixed alignment the order of a sum does not depend on where memory came from.
template <class T>
struct AlignedAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};

    AlignedAllocator() = default;
    template <class U>
    AlignedAllocator(const AlignedAllocator<U>&) noexcept {}  // NOLINT: allocators convert

    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
    void deallocate(T* p, std::size_t) noexcept { ::operator delete(p, alignment); }

    template <class U>
    bool operator==(const AlignedAllocator<U>&) const noexcept {
        return true;
    }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace lhits
