// A checksum by which damaged data are found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace lhits {

/// Over 64-bit words w: h <- (h xor w) * p, h <- h xor (h >> 32), with the prime p of FNV-1a. Each
/// of these is one to one, so that one changed word always changes the sum; other damage goes
/// unseen once in 2^64. It guards against accidents, not against intent.
class Checksum {
public:
    /// Adds the length and the content: "ab", "c" is not the same as "a", "bc".
    void add(std::span<const std::byte> bytes);
    void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
    template <class T>
    void add(std::span<const T> values) {
        add(std::as_bytes(values));
    }

    /// As files keep it.
    std::int64_t value() const { return static_cast<std::int64_t>(sum_); }

private:
    void add_word(std::uint64_t word);

    std::uint64_t sum_ = 0xcbf29ce484222325;
};

}  // namespace lhits
