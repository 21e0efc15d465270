// How a table of a deck is described once and then read, written and compared.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace lhits {

/// The values that a number in a deck may have, both ends included.
struct Bounds {
    double low = std::numeric_limits<double>::lowest();
    double high = std::numeric_limits<double>::max();
};

inline constexpr Bounds at_least(double low) { return {low, std::numeric_limits<double>::max()}; }
/// Any number greater than zero.
inline constexpr Bounds positive{std::numeric_limits<double>::min(),
                                 std::numeric_limits<double>::max()};

/// What people are told of a key. The text is plain sentences: a short one that says what the key
/// is, then what it affects.
struct About {
    std::string_view name, text;
    std::string_view unit{};
    std::string_view since = "0.2";  ///< the first version that has it
    bool looked_for = false;         ///< drafts of decks show it even where it has its default
};

/// The same, shown in every draft of a deck.
inline constexpr About looked_for(About about, bool is = true) {
    about.looked_for = is;
    return about;
}

/// What a change of a key changes first: the results of a stage, and with them all that comes after
/// it. Of the last ones, `forecasts` stands for both kinds of forecast, those of test trajectories
/// and the ensemble, which do not depend on each other; `nothing` changes no results.
enum class Stage {
    generate,
    reduce,
    train,
    couple,
    forecasts,
    forecast,
    ensemble,
    report,
    nothing
};

/// Whether what `stage` makes depends on keys that affect `affected`.
bool depends_on(Stage stage, Stage affected);

/// A visitor of the keys of one deck table. A struct of settings has one function that passes each
/// of its members with its name and a text; reading, writing, comparing and explaining decks are
/// implementations of this.
class Keys {
public:
    Keys() = default;
    virtual ~Keys() = default;
    Keys(const Keys&) = delete;
    Keys& operator=(const Keys&) = delete;

    virtual void key(const About& about, bool& value) = 0;
    virtual void key(const About& about, std::int64_t& value, Bounds bounds) = 0;
    virtual void key(const About& about, double& value, Bounds bounds) = 0;
    /// `allowed`: the values that are known; empty means any text.
    virtual void key(const About& about, std::string& value,
                     const std::vector<std::string>& allowed) = 0;
    /// A list; a single number in the deck stands for a list of one.
    virtual void key(const About& about, std::vector<std::int64_t>& value, Bounds bounds) = 0;
    /// A list of exactly as many numbers as `value` has, for ranges.
    virtual void key(const About& about, std::vector<double>& value, Bounds bounds) = 0;

    /// Lists of any length, also none; a single value in the deck stands for a list of one.
    virtual void list(const About& about, std::vector<std::int64_t>& value, Bounds bounds) = 0;
    virtual void list(const About& about, std::vector<double>& value, Bounds bounds) = 0;
    virtual void list(const About& about, std::vector<std::string>& value) = 0;

    /// What the table, or the system, is for.
    virtual void purpose(std::string_view /*text*/) {}
    /// What the keys that are passed from now on affect. Of a table that does not say it, all
    /// affect the trajectories.
    virtual void affects(Stage /*stage*/) {}
};

/// Anything with keys of its own: a table of a deck, or what a dynamical system adds to [system].
class Described {
public:
    Described() = default;
    Described(const Described&) = default;
    Described& operator=(const Described&) = default;
    Described(Described&&) = default;
    Described& operator=(Described&&) = default;
    virtual ~Described() = default;

    virtual void describe(Keys& keys) = 0;
};

}  // namespace lhits
