// Which columns of a latent row a stepper's network reads, and which it changes.
#pragma once

namespace lhits {

/// Of rows of `width` columns a network reads the last `read` and changes the first `changed`.
/// Where it reads and changes all, nothing is copied that need not be.
struct Columns {
    int width;
    int read;
    int changed;

    bool reads_all() const { return read == width; }

    /// target (rows, read) = the columns that are read of `from` (rows, width).
    void gather_read(const float* from, int rows, float* target) const;
    /// The columns of `to` (rows, width) that are read += values (rows, read).
    void add_read(const float* values, int rows, float* to) const;
    /// target (rows, changed) = the columns that change of `from` (rows, width).
    void gather_changed(const float* from, int rows, float* target) const;
    /// to (rows, width) = from + change, (rows, changed), in the columns that change.
    void add_change(const float* from, const float* change, int rows, float* to) const;

private:
    /// target (rows, count) = `count` columns of `from` (rows, width).
    void gather(const float* from, int first, int count, int rows, float* target) const;
};

}  // namespace lhits
