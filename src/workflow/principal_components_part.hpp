// The principal components of the training data: the part "pca" of a model.
#pragma once

#include "lhits/io/record.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/nn/principal_components.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

inline constexpr const char* pca_item = "pca";

/// PCA as a yardstick for the autoencoders, and as a reduction of its own.
struct PrincipalComponentsPart {
    PrincipalComponents components;  ///< as many as the largest latent dimension needs
    double variance = 0.0;           ///< of the training data, mean over the elements of the state
};

/// What is to be said where reductions ask for more components than the data have; else empty.
std::string warning_of_rank(const Run& run, const Record& part);

/// The same where networks read data of a size far from 1 as they are, by the first training
/// trajectory. Serial. Throws InputError.
std::string warning_of_scale(const Run& run, const TrajectoryReader& data);

/// Collective over `team`: fits them to the training trajectories, of which each rank reads its
/// share. The record is on rank 0. Throws InputError where the size of the data is not
/// usable.
Record principal_components_part(const Run& run, const TrajectoryReader& data,
                                 const Communicator& team);

/// Throws InputError when they are not those of this run's state and latent dimensions.
PrincipalComponentsPart read_principal_components(const Record& record, const Run& run);

}  // namespace lhits
