// States as files and users have them, with the elements that never vary.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// The layout of whole states: the fixed elements in their places among the others.
StateLayout whole_layout(const StateLayout& layout);

/// The layout `whole`, which has none, with fixed elements: numbers `at`, rising, and their `value`
/// (not a number: missing).
StateLayout with_fixed(const StateLayout& whole, std::span<const std::int64_t> at,
                       std::span<const float> value);

/// The numbers among all elements of a whole state of those that vary, rising.
std::vector<std::int64_t> varying_elements(const StateLayout& layout);

/// Of the elements with these numbers in a whole state, those that vary, counted among these alone.
std::vector<std::int64_t> varying_of(const StateLayout& layout,
                                     std::span<const std::int64_t> elements);

/// Of a row of `states` whole states and, behind them, `more` numbers: the numbers of those that
/// are no fixed elements.
std::vector<std::int64_t> varying_of_row(const StateLayout& layout, std::size_t states,
                                         std::size_t more);

/// States (any number, layout.size()) with the fixed elements, (the same, layout.whole_size()):
/// `states` itself where there are none, or copies in `room`. A state in which nothing is a number
/// stays so as a whole.
std::span<const float> whole_states(const StateLayout& layout, std::span<const float> states,
                                    std::vector<float>& room);

/// Rows of `width` values, of each only those with the numbers `elements`.
std::vector<float> some_elements(std::vector<float> rows, std::size_t width,
                                 std::span<const std::int64_t> elements);
std::vector<double> some_elements(std::vector<double> rows, std::size_t width,
                                  std::span<const std::int64_t> elements);

}  // namespace lhits
