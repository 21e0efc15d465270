// How large each field of imported data is, gathered while the states go by.
#pragma once

#include <span>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

class Communicator;

class FieldSizes {
public:
    /// Borrows the layout.
    explicit FieldSizes(const StateLayout& layout);

    /// States one after the other, of finite values.
    void add(std::span<const double> u);

    /// Collective: tells the mean and the standard deviation of each field, and warns where one is
    /// so much larger than another that errors would hardly be of the other.
    void tell(const Communicator& ranks) const;

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

    const StateLayout& layout_;
    std::vector<Moments> fields_;
};

}  // namespace lhits
