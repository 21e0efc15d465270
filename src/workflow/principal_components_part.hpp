// The principal components of the training data: the part "pca" of a model.
#pragma once

#include "lhits/io/record.hpp"
#include "lhits/nn/principal_components.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

inline constexpr const char* pca_item = "pca";

/// PCA as a yardstick for the autoencoders, and as a reduction of its own.
struct PrincipalComponentsPart {
    PrincipalComponents components;  ///< as many as the largest latent dimension needs
    double variance = 0.0;           ///< of the training data, mean over the elements of the state
};

/// What people are to know of the data that a part was made of: components that are left out, data
/// that are far from 1 and not scaled. A line each.
std::vector<std::string> warnings_of_components(const Run& run, const Record& part);

/// Collective over `team`: fits them to the training trajectories, of which each rank reads its
/// share. The record is on rank 0. Throws InputError where the data have fewer components than a
/// reduction by them asks for, and where their size is not usable.
Record principal_components_part(const Run& run, const Communicator& team);

/// Throws InputError when they are not those of this run's state and latent dimensions.
PrincipalComponentsPart read_principal_components(const Record& record, const Run& run);

}  // namespace lhits
