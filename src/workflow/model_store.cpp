#include "model_store.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "lhits/base/error.hpp"
#include "lhits/config/deck.hpp"

namespace lhits {
namespace {

namespace fs = std::filesystem;

constexpr const char* model_format = "lhits model";
constexpr const char* checkpoint_format = "lhits checkpoint";
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

Record read_own_model(const Run& run) {
    const auto path = run.directory.model();
    Record model = read_record_file(path, model_format);
    std::string deck;
    using_content_of(path, [&] { deck = model.text("deck"); });
    require_own_deck(
        run, path, deck,
        {"run.seed", "run.device", "run.engine", "run.tf32", "system.", "trajectories.",
         "reduction.", "steppers.", "coupling.", "forecast.in_sample"});
    return model;
}

}  // namespace

Record ModelStore::model() const {
    if (fs::exists(run_.directory.model())) return read_own_model(run_);
    Record model;
    model.texts["deck"] = deck_text(run_.deck);
    model.texts["system"] = run_.system->kind();
    model.integers["seed"] = run_.deck.run.seed;
    model.integers["state_size"] = static_cast<std::int64_t>(run_.system->state_size());
    return model;
}

std::string ModelStore::finished(const std::vector<ModelPart>& parts) const {
    const Record whole = model();
    std::string found;
    for (const auto& part : parts) {
        Record checkpoint;
        const bool kept = read_checkpoint(part, checkpoint) && checkpoint.children.contains(done);
        found += kept || find(whole, part) != nullptr ? '1' : '0';
    }
    return found;
}

Record ModelStore::read(const ModelPart& part) const {
    Record checkpoint;
    if (read_checkpoint(part, checkpoint)) return checkpoint.child(done);
    const Record whole = model();
    const Record* found = find(whole, part);
    return found != nullptr ? *found : whole.child(part.name());
}

bool ModelStore::read_checkpoint(const ModelPart& part, Record& checkpoint) const {
    const auto path = checkpoint_path(part);
    if (!fs::exists(path)) return false;
    checkpoint = read_record_file(path, checkpoint_format);
    return true;
}

void ModelStore::write_checkpoint(const ModelPart& part, const Record& checkpoint) const {
    write_record_file(checkpoint_path(part), checkpoint_format, checkpoint);
}

void ModelStore::write_finished(const ModelPart& part, Record record) const {
    Record checkpoint;
    checkpoint.children[done] = std::move(record);
    write_checkpoint(part, checkpoint);
}

void ModelStore::fold(const std::vector<ModelPart>& parts,
                      const std::map<std::string, double>& numbers) const {
    Record whole = model();
    bool changed = !numbers.empty();
    for (const auto& part : parts) {
        Record checkpoint;
        if (!read_checkpoint(part, checkpoint)) continue;
        changed = true;
        Record& parent = part.surrogate.empty() ? whole : whole.children[part.surrogate];
        parent.children[part.item] = checkpoint.child(done);
    }
    if (!changed) return;
    for (const auto& [name, value] : numbers) whole.numbers[name] = value;
    write_record_file(run_.directory.model(), model_format, whole);
    for (const auto& part : parts) fs::remove(checkpoint_path(part));
}

Record read_model(const Run& run, const char* command) {
    require_stage(run.directory.model(), command);
    return read_own_model(run);
}

void using_content_of(const std::string& path, const std::function<void()>& work) {
    try {
        work();
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}; the file is damaged: remove it, and run again", path,
                                     error.what()));
    }
}

}  // namespace lhits
