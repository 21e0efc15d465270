// [sweep]: the values that keys of a deck take in turn, one run for each point.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lhits/config/keys.hpp"

namespace lhits {

/// [sweep], beside the lists of values.
struct SweepTable final : Described {
    std::string combine = "product";  ///< "product", "list" or "list-and-seeds"
    void describe(Keys& keys) override;
};

/// One run of a sweep: what it changes in the deck.
struct SweepPoint {
    struct Value {
        std::string key;    ///< "reduction.latent"
        std::string text;   ///< as TOML
        std::string place;  ///< where it stands, for messages: "my.toml:12: sweep.reduction.latent"

        bool operator==(const Value&) const = default;
    };

    /// "reduction.latent=4,run.seed=2". Empty: the deck as it stands.
    std::string name;
    std::vector<Value> values;

    /// Of the run, within the directory of the sweep: the name, or if it has more than 100
    /// characters its beginning and a checksum of all of it.
    std::string folder() const;

    /// What a change of only those values would be whose key is `chosen`; `otherwise` is its name
    /// when there are none.
    SweepPoint only(const std::function<bool(const std::string& key)>& chosen,
                    const std::string& otherwise) const;

    bool operator==(const SweepPoint&) const = default;
};

/// The points of the deck at `path` with its overrides ("table.key=value"): every combination of
/// the values, keys in alphabetical order and the last one changing fastest, or with combine =
/// "list" the first values of all keys, then the second ones, and so on, with combine =
/// "list-and-seeds" that of all but the seed, and each of these with every seed. One point without
/// a name where the deck has no [sweep]. Throws InputError (file, line, key, expected, found) for
/// lists that are empty, have a value twice or differ in length, and for a key that is set on the
/// command line as well. Whether keys exist and values fit is told when the deck of a point is
/// read.
std::vector<SweepPoint> read_sweep(const std::string& path,
                                   const std::vector<std::string>& overrides);

}  // namespace lhits
