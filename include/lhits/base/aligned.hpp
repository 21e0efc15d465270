// Memory whose alignment never varies, so that vectorised loops give the same bits every time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace lhits {

/// Allocator of cache-line aligned memory. Loops that sum may peel elements up to an aligned
/// address; with a fixed alignment the order of a sum does not depend on where memory came from.
/// The alignment is our own work: the C library's aligned blocks leave ever more holes in its
/// memory when they come and go (glibc before 2.38, its bug 14581).
template <class T>
struct AlignedAllocator {
    using value_type = T;
    static constexpr std::size_t alignment = 64;

    AlignedAllocator() = default;
    template <class U>
    AlignedAllocator(const AlignedAllocator<U>&) noexcept {}  // NOLINT: allocators convert

    T* allocate(std::size_t n) {
        auto* const block = static_cast<unsigned char*>(::operator new(n * sizeof(T) + alignment));
        const auto skipped = alignment - reinterpret_cast<std::uintptr_t>(block) % alignment;
        block[skipped - 1] = static_cast<unsigned char>(skipped);  // for deallocate()
        return reinterpret_cast<T*>(block + skipped);
    }
    void deallocate(T* p, std::size_t) noexcept {
        auto* const place = reinterpret_cast<unsigned char*>(p);
        ::operator delete(place - place[-1]);
    }

    template <class U>
    bool operator==(const AlignedAllocator<U>&) const noexcept {
        return true;
    }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

/// Whether memory from elsewhere has that alignment too.
template <class T>
bool is_aligned(const T* begin) {
    return reinterpret_cast<std::uintptr_t>(begin) % AlignedAllocator<T>::alignment == 0;
}

}  // namespace lhits
