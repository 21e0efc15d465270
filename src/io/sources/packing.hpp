// How the numbers of a netCDF variable stand for others, and for no value.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// What a file keeps the numbers of a variable as.
struct KeptNumbers {
    bool whole = false, has_sign = true;
    std::size_t bytes = 8;
    bool netcdf = false;  ///< by the netCDF library, which fills what is never written
};

/// The attributes of a variable.
struct PackingAttributes {
    struct Numbers {
        std::vector<double> values;  ///< none: there is no such attribute of numbers
        bool whole = false;
    };
    std::function<Numbers(const std::string& name)> numbers;
    std::function<std::string(const std::string& name)> text;
};

/// By the attributes scale_factor, add_offset, _FillValue, missing_value, valid_range, valid_min,
/// valid_max and _Unsigned of the netCDF conventions (NetCDF Users' Guide, appendix A; CF 2.5.1),
/// and the numbers that the netCDF library leaves where none was written. Bytes have none of
/// those: all their values are of use, says the guide.
class Packing {
public:
    Packing(const KeptNumbers& kept, const PackingAttributes& attributes);

    /// Numbers in the file are not the values.
    bool packed() const { return packed_; }

    /// Makes values, or not a number, of what the file has.
    void unpack(std::span<double> values) const;

private:
    struct Range {
        double least = -std::numeric_limits<double>::infinity();
        double most = std::numeric_limits<double>::infinity();
        bool holds(double value) const { return !(value < least || value > most); }
    };

    void find_missing(const KeptNumbers& kept, const PackingAttributes& attributes);
    void find_range(const KeptNumbers& kept, const PackingAttributes& attributes);
    double with_sign(double number) const;

    double scale_ = 1.0, offset_ = 0.0;
    bool packed_ = false;
    double wraps_from_ = std::numeric_limits<double>::infinity();  // stored with the other sign
    double wraps_below_ = -std::numeric_limits<double>::infinity(), wraps_by_ = 0.0;
    std::vector<double> missing_;  // stand for no value
    Range stored_, unpacked_;      // of what is valid
};

}  // namespace lhits
