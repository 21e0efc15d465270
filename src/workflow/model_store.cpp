#include "model_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/config/deck.hpp"
#include "lhits/hits/model_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "trust.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

constexpr const char* done = "finished";  // the child of a checkpoint that is not needed to go on

const Record* find(const Record& model, const ModelPart& part) {
    const Record* parent = &model;
    if (!part.surrogate.empty()) {
        const auto surrogate = model.children.find(part.surrogate);
        if (surrogate == model.children.end()) return nullptr;
        parent = &surrogate->second;
    }
    const auto item = parent->children.find(part.item);
    return item == parent->children.end() ? nullptr : &item->second;
}

/// How far a checkpoint is, in words.
std::string progress_of(const Record& checkpoint) {
    const auto training = checkpoint.children.find(unfinished_training);
    if (training == checkpoint.children.end()) return "which is finished";
    return fmt::format("at iteration {}", training->second.integer("iteration"));
}

/// Puts a part into what it is a part of. What a fine-tuning began with comes before it, and is not
/// put back after it.
void put(Record part, const std::string& item, Record& parent) {
    if (item == fine_tuning_item) {
        for (auto& [name, child] : part.children) parent.children[name] = std::move(child);
        return;
    }
    const bool tuned = item == "reduction" || item.starts_with("stepper-");
    if (tuned && parent.children.contains(fine_tuning_item)) return;
    parent.children[item] = std::move(part);
}

/// The stage that makes a part.
Stage stage_of(const std::string& item) {
    if (item == coupling_item || item == trust_item) return Stage::couple;
    if (item == fine_tuning_item || item.starts_with("stepper-")) return Stage::train;
    return Stage::reduce;
}

std::vector<KeyChange> changes_of(const Run& run, const std::string& path, const Record& model) {
    std::string deck;
    using_content_of(path, [&] { deck = model.text("deck"); });
    return changes_since(run, path, deck, Stage::couple);
}

/// Takes out of a surrogate what is made by `stage` and those after it. A fine-tuning has changed
/// the reduction too.
void leave_out(Record& surrogate, Stage stage) {
    if (stage == Stage::train && surrogate.children.contains(fine_tuning_item)) {
        surrogate.children.clear();
    }
    std::erase_if(surrogate.children,
                  [&](const auto& child) { return depends_on(stage_of(child.first), stage); });
}

/// model.h5, which has nothing that this deck would make otherwise.
Record read_own_model(const Run& run, const char* command) {
    const auto path = run.directory.model();
    Record model = read_record_file(path, model_format);
    const auto changes = changes_of(run, path, model);
    if (changes.empty()) return model;
    throw InputError(fmt::format(
        "{}: expected a model of this run's deck, found one of another: {}; run 'lhits {} DECK' "
        "first",
        path, changes.front().text, command));
}

}  // namespace

Record ModelStore::model() const {
    if (fs::exists(run_.directory.model())) return read_own_model(run_, "run");
    Record model;
    put_header(model, trajectory_header(run_));
    return model;
}

std::string ModelStore::finished(const std::vector<ModelPart>& parts) const {
    const Record whole = model();
    std::string found;
    for (const auto& part : parts) {
        found += find(whole, part) != nullptr || finished_checkpoint(part) ? '1' : '0';
    }
    return found;
}

Record ModelStore::read(const ModelPart& part) const {
    if (auto record = finished_checkpoint(part)) return *std::move(record);
    const Record whole = model();
    const Record* found = find(whole, part);
    return found != nullptr ? *found : whole.child(part.name());
}

std::optional<Record> ModelStore::finished_checkpoint(const ModelPart& part) const {
    auto checkpoint = read_checkpoint(part);
    if (!checkpoint || !checkpoint->children.contains(done)) return {};
    return std::move(checkpoint->children.at(done));
}

void ModelStore::leave_out_stale() const {
    const auto path = run_.directory.model();
    if (!fs::exists(path)) return;
    Record whole = read_record_file(path, model_format);
    const auto changes = changes_of(run_, path, whole);
    if (changes.empty()) return;
    const auto stage = changes.front().affects;
    if (stage == Stage::reduce) set_aside(path, "reduce", "the whole model is", changes);
    if (stage == Stage::train) set_aside(path, "train", "the steppers are", changes);
    if (stage == Stage::couple) set_aside(path, "couple", "the choice of strides is", changes);
    if (stage == Stage::reduce) return;
    for (const auto& plan : surrogate_plans(run_)) {
        const auto surrogate = whole.children.find(plan.name);
        if (surrogate != whole.children.end()) leave_out(surrogate->second, stage);
    }
    put_header(whole, trajectory_header(run_));
    write_record_file(path, model_format, whole);
}

std::string ModelStore::recover(const std::vector<ModelPart>& parts) const {
    std::string found;
    on_root(run_.ranks, [&] {
        for (const auto& part : parts) checkpoints(part).recover(part.name(), progress_of);
        found = finished(parts);
    });
    return run_.ranks.broadcast(found);
}

ArtifactStore ModelStore::checkpoints(const ModelPart& part) const {
    Checksum sum;
    sum.add(deck_text(run_.deck, stage_of(part.item)));
    return {run_, {"lhits checkpoint", "", "", true}, sum.value()};
}

void ModelStore::write_finished(const ModelPart& part, Record record) const {
    Record checkpoint;
    checkpoint.children[done] = std::move(record);
    write_checkpoint(part, std::move(checkpoint));
}

void ModelStore::fold(const std::vector<ModelPart>& parts,
                      const std::map<std::string, double>& numbers) const {
    Record whole = model();
    bool changed = !numbers.empty();
    if (!has_header(whole)) {  // of an earlier lhits
        put_header(whole, trajectory_header(run_));
        changed = true;
    }
    for (const auto& part : parts) {
        auto record = finished_checkpoint(part);
        if (!record) continue;
        changed = true;
        Record& parent = part.surrogate.empty() ? whole : whole.children[part.surrogate];
        put(*std::move(record), part.item, parent);
    }
    if (!changed) return;
    for (const auto& [name, value] : numbers) whole.numbers[name] = value;
    write_record_file(run_.directory.model(), model_format, whole);
    for (const auto& part : parts) checkpoints(part).remove(part.name());
}

Record read_model(const Run& run, const char* command) {
    require_stage(run.directory.model(), command);
    return read_own_model(run, command);
}

}  // namespace lhits
