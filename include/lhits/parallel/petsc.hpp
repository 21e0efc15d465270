// PETSc with SLEPc: started when first used and ended before MPI, errors thrown, objects owned by
// scope. Only in a build with LHITS_PETSC=ON.
#pragma once

#include <string>
#include <utility>

namespace lhits {

/// Starts PETSc for this rank alone, unless it runs already: each object is handed a communicator
/// of its own, and nothing here is collective. No signal handlers, and no options from files or the
/// environment. MpiEnvironment ends it.
void start_petsc();

/// Throws Failure with PETSc's own text when `code`, which the PETSc function `call` has returned,
/// stands for an error.
void check_petsc(int code, const char* call);

/// Collective over the object's communicator: gives up one reference to a PETSc object.
void destroy_petsc(void* object);

/// Owns a PETSc or SLEPc object: Vec, Mat, TS, DM, EPS.
template <class Handle>
class PetscOwned {
public:
    PetscOwned() = default;
    PetscOwned(PetscOwned&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    PetscOwned& operator=(PetscOwned&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    PetscOwned(const PetscOwned&) = delete;
    PetscOwned& operator=(const PetscOwned&) = delete;
    ~PetscOwned() {
        if (handle_ != nullptr) destroy_petsc(handle_);
    }

    operator Handle() const { return handle_; }  // NOLINT: PETSc's functions want the handle
    /// For the function that creates the object.
    Handle* address() { return &handle_; }

private:
    Handle handle_ = nullptr;
};

/// While it lives, the objects of this rank find these options, and no others.
class PetscOptionScope {
public:
    /// `text` as on a PETSc command line: "-ts_type rosw", given by the deck's `key`. Throws
    /// InputError when it does not begin with an option.
    PetscOptionScope(std::string key, const std::string& text);
    ~PetscOptionScope();
    PetscOptionScope(const PetscOptionScope&) = delete;
    PetscOptionScope& operator=(const PetscOptionScope&) = delete;

    /// Throws InputError when there is an option that nobody has looked for.
    void require_used() const;

private:
    std::string key_;
    void* options_ = nullptr;
};

}  // namespace lhits
