// Where the parts of a model are: in checkpoints/ while they are made, then in model.h5.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lhits/io/record.hpp"
#include "lhits/workflow/run.hpp"
#include "artifact_store.hpp"

namespace lhits {

/// A part of a surrogate ("reduction", "stepper-16", "coupling"), or of the whole model when the
/// surrogate is empty ("pca").
struct ModelPart {
    std::string surrogate;
    std::string item;

    /// Of its task and its checkpoint: "z2-stepper-16".
    std::string name() const { return surrogate.empty() ? item : surrogate + "-" + item; }
};

/// The part of a model with the estimated dimension of its data (manifold_dimension.hpp).
inline constexpr const char* dimension_item = "dimension";

/// The part of a surrogate that holds the strides that it uses.
inline constexpr const char* coupling_item = "coupling";

/// The part of a surrogate that holds its reduction and steppers as they are after a fine-tuning.
inline constexpr const char* fine_tuning_item = "fine-tuning";

/// The child of a checkpoint that a training goes on from.
inline constexpr const char* unfinished_training = "training";

/// Serial but for recover(); one rank at a time makes a part, any rank reads finished ones.
class ModelStore {
public:
    explicit ModelStore(const Run& run) : run_(run) {}

    /// To be called by one rank before any part is made: leaves out of model.h5 what was made with
    /// other values of keys, says so, and keeps the earlier file under another name. Throws
    /// InputError where even the trajectories were others.
    void leave_out_stale() const;

    /// Collective, before any part is made: ArtifactStore::recover() of their checkpoints. Then
    /// finished(), on every rank.
    std::string recover(const std::vector<ModelPart>& parts) const;

    /// Which of the parts are finished: '1', the others '0', in their order.
    std::string finished(const std::vector<ModelPart>& parts) const;
    /// Throws InputError when it is not there.
    Record read(const ModelPart& part) const;

    std::string checkpoint_path(const ModelPart& part) const {
        return run_.directory.checkpoint(part.name());
    }
    /// The checkpoint of a part that this deck makes; none when there is none of it.
    std::optional<Record> read_checkpoint(const ModelPart& part) const {
        return checkpoints(part).read(part.name());
    }
    void write_checkpoint(const ModelPart& part, Record checkpoint) const {
        checkpoints(part).write(part.name(), checkpoint);
    }
    /// Keeps a finished part as its checkpoint.
    void write_finished(const ModelPart& part, Record record) const;

    /// Moves finished parts into model.h5, with numbers as attributes of the whole. A fine-tuning
    /// takes the place of the reduction and the steppers that it began with.
    void fold(const std::vector<ModelPart>& parts,
              const std::map<std::string, double>& numbers) const;

private:
    /// What a part depends on but its data, which the run directory holds for good, is their key.
    ArtifactStore checkpoints(const ModelPart& part) const;
    /// Its checkpoint, when it holds the whole of it.
    std::optional<Record> finished_checkpoint(const ModelPart& part) const;
    /// model.h5, or an empty model with its provenance.
    Record model() const;

    const Run& run_;
};

/// model.h5 as a whole. Throws InputError, naming the command to run first, when it is not there.
Record read_model(const Run& run, const char* command);

}  // namespace lhits
