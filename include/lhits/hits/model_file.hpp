// model.h5: everything that was learned in a run, and what it was learned of.
#pragma once

#include <map>
#include <string>

#include "lhits/hits/surrogate.hpp"
#include "lhits/io/record.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits {

/// The format of a model file as a record file.
inline constexpr const char* model_format = "lhits model";

/// A model file that is whole and fits together. `steps` is how far the run's forecasts go.
struct Model : RunHeader {
    std::map<std::string, Surrogate> surrogates;  ///< by name: "z2", "full"
    Record record;                                ///< all of the file
};

/// `name` where there is such a surrogate; without a name the only one with a reduction, or the
/// only one at all. Throws InputError, which lists those there are.
std::string surrogate_name(const Model& model, const std::string& name);

/// Writes what a model is of into its record: deck, system, seed, state_size, dt and steps beside
/// the surrogates, and a child "coordinates".
void put_header(Record& model, const RunHeader& header);

/// Whether put_header() has been there: an earlier lhits kept less.
bool has_header(const Record& model);

/// Reads a model file from anywhere. Serial. Throws InputError (or DamagedFile, which is one) with
/// the path, what was expected, what was found and what to do.
Model read_model_file(const std::string& path);

/// Collective: the same on every rank, the file being read by rank 0 alone. An error is thrown on
/// all of them.
Model read_model_file(const std::string& path, const Communicator& ranks);

}  // namespace lhits
