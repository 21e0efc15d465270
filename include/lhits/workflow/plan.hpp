// What a deck would do, before it is done.
#pragma once

#include <string>

namespace lhits {

struct Run;
struct Sweep;

/// The plan of a deck in a few lines: points of its sweep, stages, tasks, networks, memory of a
/// rank, size of the files and arithmetic. Runs nothing.
std::string plan_text(const Sweep& sweep);

/// Bytes of a trajectory of full length.
double trajectory_bytes(const Run& run);

/// Bytes that a rank holds at most, about: the program, its data, and what it maps of
/// trajectories.h5, which the ranks of a node share.
double memory_of_rank(const Run& run);

}  // namespace lhits
