// The dimension of the manifold that data lie on, from a rank-minimising autoencoder.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lhits/io/record.hpp"
#include "lhits/nn/autoencoder_network.hpp"

namespace lhits {

/// The autoencoder n - hidden - width, `linear` square linear layers, and back (Zeng, Perez De
/// Jesus, Fox and Graham, arXiv 2305.01090; Jing, Zbontar and LeCun, arXiv 2010.00679). Gradient
/// descent with weight decay leaves its latent coordinates as few directions as the data need.
AutoencoderNetwork rank_minimising_autoencoder(int state_size,
                                               const std::vector<std::int64_t>& hidden, int width,
                                               std::int64_t linear, Activation activation);

/// What its latent coordinates tell. The rule for the gap is fixed: the dimension is where the
/// singular values first fall by a factor of 100 or more from one to the next; what follows holds
/// so little that gaps in it mean nothing. Values below 1e-12 of the largest, which single
/// precision does not resolve, are taken as that. Without such a fall there is no estimate.
struct ManifoldDimension {
    static constexpr double unresolved = 1e-12;
    static constexpr double least_gap = 100.0;

    /// Of the covariance of the latent coordinates, falling: their variances along its axes.
    std::vector<double> singular_values;
    std::int64_t dimension = 0;  ///< 0: there is no gap
    double gap = 0.0;            ///< the quotient there; the largest of all, where there is no gap
    /// What the autoencoder leaves of the variance of the data: where it is much, the dimension is
    /// that of what it has learnt.
    double unexplained = 0.0;

    /// `values` are falling, two or more.
    static ManifoldDimension of(std::vector<double> values);

    /// From latent coordinates (rows, width), for each row of the data.
    static ManifoldDimension of_codes(std::span<const float> z, std::size_t width);

    Record record() const;
    std::string text() const;  ///< for people: a sentence
};

/// Throws InputError when the record does not fit.
ManifoldDimension read_manifold_dimension(const Record& record);

}  // namespace lhits
