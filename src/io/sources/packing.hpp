// How the numbers of a netCDF variable stand for others, and for no value.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// By the attributes scale_factor, add_offset, _FillValue and missing_value of the netCDF
/// conventions (NetCDF Users' Guide, appendix A), and the number that the netCDF libraries leave
/// where no real number was written.
class Packing {
public:
    /// The first number of an attribute, or nothing.
    using Attribute = std::function<std::optional<double>(const std::string& name)>;

    explicit Packing(const Attribute& number_of);

    /// Numbers in the file are not the values.
    bool packed() const { return packed_; }

    /// Makes values, or not a number, of what the file has.
    void unpack(std::span<double> values) const;

private:
    double scale_ = 1.0, offset_ = 0.0;
    bool packed_ = false;
    std::vector<double> missing_;  // stand for no value
};

}  // namespace lhits
