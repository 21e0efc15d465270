// How large each field of imported data is and how much it varies, gathered while the states go by.
#pragma once

#include <span>
#include <vector>

#include "lhits/base/state_layout.hpp"
#include "lhits/io/element_ranges.hpp"

namespace lhits {

class Communicator;

class FieldSizes {
public:
    /// Borrows the layout.
    explicit FieldSizes(const StateLayout& layout);

    /// States one after the other; what is not a number does not count.
    void add(std::span<const double> u);

    /// Collective: tells the size of each field and how many of its elements are `fixed`. Warns
    /// where a field varies so much more than another that errors would hardly be of the other,
    /// where 32 bits leave few digits of what varies (`rounds`: numbers become ones of 32 bits
    /// here), and where squares of errors leave their range. `ranges` have been gathered.
    void tell(const Communicator& ranks, const ElementRanges& ranges, const FoundFixed& fixed,
              bool rounds) const;

private:
    /// Of one field: sums of the differences from a value near them, which keeps digits.
    struct Moments {
        double count = 0.0, near = 0.0, sum = 0.0, squares = 0.0;

        double mean() const { return count > 0.0 ? near + sum / count : 0.0; }
        /// Of the differences from the mean.
        double rest() const { return count > 0.0 ? squares - sum * sum / count : 0.0; }
        double deviation() const;
        void add(const Moments& other);
    };

    std::vector<Moments> everywhere(const Communicator& ranks) const;
    void warn_of_unlike(const std::vector<Moments>& fields) const;
    void warn_of_digits(const std::vector<Moments>& fields, const ElementRanges& ranges) const;

    const StateLayout& layout_;
    std::vector<Moments> fields_;
};

}  // namespace lhits
