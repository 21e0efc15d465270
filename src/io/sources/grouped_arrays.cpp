#include "grouped_arrays.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "group_names.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {
namespace {

using Names = std::vector<std::string>;

std::size_t values_in(const Indices& shape) { return static_cast<std::size_t>(product(shape)); }

bool is_vector(const Indices& shape) {
    return product(shape) > 1 && *std::max_element(shape.begin(), shape.end()) == product(shape);
}

std::string shape_of(const ArrayVariable& variable) {
    return fmt::format("({})", fmt::join(variable.shape, ", "));
}

class GroupedArrays final : public ArrayFile {
public:
    GroupedArrays(std::unique_ptr<ArrayFile> file, const SourceOptions& options)
        : file_(std::move(file)) {
        const auto& inner = file_->variables();
        for (std::size_t v = 0; v < inner.size(); ++v) number_[inner[v].name] = v;
        for (auto& siblings : siblings_of(inner, options.trajectory == of_groups)) {
            add_groups(std::move(siblings), options);
        }
        for (std::size_t v = 0; v < inner.size(); ++v) {
            if (taken_.contains(v)) continue;
            variables_.push_back(inner[v]);
            members_.push_back({v});
        }
        if (variables_.size() == 1 && !variables_.front().groups.empty()) {
            variables_.front().lone = true;
        }
        rename_scales();
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }
    bool seeks() const override { return file_->seeks(); }
    std::vector<std::string> notes() const override {
        auto all = file_->notes();
        all.insert(all.end(), notes_.begin(), notes_.end());
        return all;
    }

    std::vector<LeftOut> left_out() const override {
        auto all = left_out_;
        std::set<std::string> known;
        for (const auto& [name, why] : file_->left_out()) {
            const auto shown = shown_name(name);
            if (known.insert(shown).second) all.push_back({shown, why});
        }
        return all;
    }

    std::vector<double> attribute(const std::string& name) const override {
        for (const auto& siblings : siblings_) {
            std::vector<double> values;
            for (const auto& group : siblings.groups) {
                const auto found = file_->attribute(fmt::format("{}/{}", group, name));
                if (found.empty() && values.empty()) break;
                if (found.size() != 1) {
                    throw InputError(fmt::format(
                        "expected the attribute {} of each group as one number, as {} has it, "
                        "found {} in {}; correct --parameters",
                        in_quotes(name), siblings.groups.front(),
                        found.empty() ? "none" : std::to_string(found.size()), group));
                }
                values.push_back(found.front());
            }
            if (!values.empty()) return values;
        }
        return file_->attribute(name);
    }

    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        const auto& members = members_[variable];
        if (variables_[variable].groups.empty()) {
            file_->read(members.front(), start, count, out);
            return;
        }
        const auto& inner = file_->variables()[members.front()].shape;
        Indices from(start.begin() + 1, start.end()), some(count.begin() + 1, count.end());
        const auto each = values_in(some);
        if (from.size() != inner.size()) {  // a single number, whatever its shape
            from.assign(inner.size(), 0);
            some.assign(inner.size(), 1);
        }
        for (std::int64_t i = 0; i < count.front(); ++i) {
            file_->read(members[static_cast<std::size_t>(start.front() + i)], from, some,
                        out.subspan(static_cast<std::size_t>(i) * each, each));
        }
    }

private:
    /// Paths of the variables in each group, from there; those of inner siblings are theirs.
    std::vector<Names> contents_of(const Siblings& siblings) const {
        std::vector<Names> contents;
        for (const auto& group : siblings.groups) {
            auto& names = contents.emplace_back();
            const auto begin = group + "/";
            for (auto at = number_.lower_bound(begin);
                 at != number_.end() && at->first.starts_with(begin); ++at) {
                if (!taken_.contains(at->second)) names.push_back(at->first.substr(begin.size()));
            }
        }
        return contents;
    }

    static Names most_frequent(const std::vector<Names>& contents) {
        std::map<Names, int> counts;
        for (const auto& names : contents) {
            if (!names.empty()) ++counts[names];
        }
        Names best;
        int most = 1;  // one alone is not many
        for (const auto& names : contents) {
            if (names.empty() || counts[names] <= most) continue;
            best = names;
            most = counts[names];
        }
        return best;
    }

    static bool asks_for_one(const SourceOptions& options, const std::string& name) {
        const auto has = [&](const Names& names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        return name == options.time || has(options.variables) || has(options.grid) ||
               has(options.parameters);
    }

    void add_groups(Siblings siblings, const SourceOptions& options) {
        const auto contents = contents_of(siblings);
        const auto names = most_frequent(contents);
        if (names.empty()) return;
        Names groups;
        for (std::size_t g = 0; g < siblings.groups.size(); ++g) {
            const auto& group = siblings.groups[g];
            for (const auto& name : contents[g]) {
                if (asks_for_one(options, group + "/" + name)) return;
            }
            const auto missing =
                std::find_if(names.begin(), names.end(), [&](const std::string& name) {
                    return !std::binary_search(contents[g].begin(), contents[g].end(), name);
                });
            if (missing == names.end()) {
                groups.push_back(group);
            } else {
                left_out_.push_back(
                    {group, fmt::format("it has no {}, as the other groups have", *missing)});
            }
            for (const auto& name : contents[g]) {
                const bool common = std::binary_search(names.begin(), names.end(), name);
                if (!common) {
                    left_out_.push_back({group + "/" + name, "the other groups have none"});
                }
                if (!common || missing != names.end()) take(group, name);
            }
        }
        siblings.groups = groups;
        for (const auto& name : names) add(siblings, name);
        notes_.push_back(fmt::format("{} groups are {}: {} to {}", groups.size(),
                                     siblings.counted == of_groups ? "trajectories" : "times",
                                     groups.front(), groups.back()));
        siblings_.push_back(std::move(siblings));
    }

    std::size_t take(const std::string& group, const std::string& name) {
        const auto v = number_.at(group + "/" + name);
        taken_.insert(v);
        return v;
    }

    void add(const Siblings& siblings, const std::string& name) {
        std::vector<std::size_t> members;
        for (const auto& group : siblings.groups) members.push_back(take(group, name));
        auto result = file_->variables()[members.front()];
        result.name = siblings.outside.empty() ? name : siblings.outside + "/" + name;
        result.unusable = why_not_together(members);
        for (const auto v : members) {
            const auto& own = file_->variables()[v];
            result.whole_numbers = result.whole_numbers || own.whole_numbers;
            result.fits_float = result.fits_float && own.fits_float;
            shown_[own.name] = result.name;
        }
        if (result.unusable.empty() && is_vector(result.shape) && are_same(members)) {
            members = {members.front()};
        } else {
            if (product(result.shape) == 1) {  // a number of each
                result.shape.clear();
                result.dimensions.clear();
                result.scales.clear();
            }
            result.groups = siblings.counted;
            result.shape.insert(result.shape.begin(), static_cast<std::int64_t>(members.size()));
            if (!result.dimensions.empty() || result.shape.size() == 1) {
                result.dimensions.insert(result.dimensions.begin(), result.groups);
            }
            if (!result.scales.empty()) result.scales.insert(result.scales.begin(), Names{});
        }
        variables_.push_back(std::move(result));
        members_.push_back(std::move(members));
    }

    std::string why_not_together(const std::vector<std::size_t>& members) const {
        const auto& first = file_->variables()[members.front()];
        for (const auto v : members) {
            const auto& own = file_->variables()[v];
            if (!own.unusable.empty()) return own.unusable;
            const auto differs = [&](const std::string& what, const std::string& expected,
                                     const std::string& found) {
                return fmt::format(
                    "expected {} {} in all groups, as in {}, found {} in {}; import groups that "
                    "differ one by one (--variables {}), then what comes out together with --steps",
                    what, expected, first.name, found, own.name, own.name);
            };
            if (own.shape != first.shape) {
                return differs("the shape", shape_of(first), shape_of(own));
            }
            if (own.units != first.units) {
                return differs("the units", in_quotes(first.units), in_quotes(own.units));
            }
            if (own.dimensions != first.dimensions) {
                return differs("the dimensions",
                               fmt::format("({})", fmt::join(first.dimensions, ", ")),
                               fmt::format("({})", fmt::join(own.dimensions, ", ")));
            }
        }
        return {};
    }

    bool are_same(const std::vector<std::size_t>& members) {
        const auto& shape = file_->variables()[members.front()].shape;
        const Indices begin(shape.size(), 0);
        std::vector<double> first(values_in(shape)), other(first.size());
        file_->read(members.front(), begin, shape, first);
        return std::all_of(members.begin() + 1, members.end(), [&](std::size_t v) {
            file_->read(v, begin, shape, other);
            return other == first;
        });
    }

    std::string shown_name(const std::string& name) const {
        for (const auto& siblings : siblings_) {
            for (const auto& group : siblings.groups) {
                if (!name.starts_with(group + "/")) continue;
                return fmt::format("{} of each group", name.substr(group.size() + 1));
            }
        }
        return name;
    }

    void rename_scales() {
        for (auto& variable : variables_) {
            for (auto& scales : variable.scales) {
                for (auto& name : scales) {
                    if (const auto at = shown_.find(name); at != shown_.end()) name = at->second;
                }
            }
        }
    }

    std::unique_ptr<ArrayFile> file_;
    std::map<std::string, std::size_t> number_;  // of variables of the file
    std::set<std::size_t> taken_;                // of these, in groups
    std::vector<ArrayVariable> variables_;
    std::vector<std::vector<std::size_t>> members_;  // of each: variables of the file
    std::map<std::string, std::string> shown_;       // name in a group -> name here
    std::vector<Siblings> siblings_;
    std::vector<LeftOut> left_out_;
    std::vector<std::string> notes_;
};

}  // namespace

std::unique_ptr<ArrayFile> group_arrays(std::unique_ptr<ArrayFile> file,
                                        const SourceOptions& options) {
    return std::make_unique<GroupedArrays>(std::move(file), options);
}

ArrayVariable within_group(const ArrayVariable& variable) {
    auto inner = variable;
    inner.groups.clear();
    inner.shape.erase(inner.shape.begin());
    if (!inner.dimensions.empty()) inner.dimensions.erase(inner.dimensions.begin());
    if (!inner.scales.empty()) inner.scales.erase(inner.scales.begin());
    return inner;
}

}  // namespace lhits
