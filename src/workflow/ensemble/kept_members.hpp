// The members of an ensemble that are written whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "follow_members.hpp"
#include "lhits/io/quantity_file.hpp"

namespace lhits {

/// Those of a block whose numbers the file has, as they are shown by follow_members(). From where a
/// member is stopped it is not a number. Borrows everything but the name.
class KeptMembers {
public:
    /// Without a writer nothing is kept.
    KeptMembers(QuantityWriter* writer, const EnsembleHeader& header, std::string group,
                std::int64_t initial_condition, MemberRange block);

    void see(const MembersAt& now);
    /// Writes them, with the latent coordinates that `forecasts` still has.
    void write(const MemberForecasts& forecasts);

private:
    QuantityWriter* writer_;
    std::string group_;
    std::int64_t initial_condition_;
    std::size_t first_ = 0;  // of them in the block
    std::size_t count_ = 0;
    std::int64_t place_ = 0;  // of the first in the file
    std::size_t times_ = 0;
    std::size_t points_ = 0;
    std::vector<float> u_;  // (count, times, points)
};

}  // namespace lhits
