#include "lhits/parallel/petsc.hpp"

#include <fmt/format.h>
#include <slepcsys.h>

#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/parallel/environment.hpp"

namespace lhits {
namespace {

/// What PETSc said where the latest error arose; the text of its code says less.
std::string latest_detail;  // NOLINT

PetscErrorCode note_error(MPI_Comm, int, const char*, const char*, PetscErrorCode code,
                          PetscErrorType type, const char* message, void*) {
    if (type == PETSC_ERROR_INITIAL) latest_detail = message == nullptr ? "" : message;
    return code;
}

}  // namespace

void check_petsc(int code, const char* call) {
    if (code == 0) return;
    const char* text = nullptr;
    PetscErrorMessage(static_cast<PetscErrorCode>(code), &text, nullptr);
    auto message = fmt::format("{}: expected success, found error {} ({}", call, code,
                               text == nullptr ? "unknown" : text);
    if (!latest_detail.empty()) message += ": " + std::exchange(latest_detail, {});
    for (char& letter : message) letter = letter == '\n' ? ' ' : letter;
    throw Failure(message + ")");
}

void start_petsc() {
    PetscBool running = PETSC_FALSE;
    check_petsc(PetscInitialized(&running), "PetscInitialized");
    if (running == PETSC_TRUE) return;
    require_mpi();
    PETSC_COMM_WORLD = MPI_COMM_SELF;
    std::string name = "lhits", no_signals = "-no_signal_handler", no_files = "-skip_petscrc";
    char* words[] = {name.data(), no_signals.data(), no_files.data(), nullptr};
    char** arguments = words;
    int count = 3;
    check_petsc(SlepcInitialize(&count, &arguments, nullptr, nullptr), "SlepcInitialize");
    before_mpi_ends([] { SlepcFinalize(); });
    check_petsc(PetscOptionsClear(nullptr), "PetscOptionsClear");  // PETSC_OPTIONS
    check_petsc(PetscPushErrorHandler(note_error, nullptr), "PetscPushErrorHandler");
}

void destroy_petsc(void* object) {
    auto* handle = static_cast<PetscObject>(object);
    PetscObjectDestroy(&handle);
}

PetscOptionScope::PetscOptionScope(std::string key, const std::string& text)
    : key_(std::move(key)) {
    if (const auto first = text.find_first_not_of(' ');
        first != std::string::npos && text[first] != '-') {
        throw InputError(
            fmt::format("{}: expected options that begin with '-', found \"{}\"", key_, text));
    }
    start_petsc();
    PetscOptions options = nullptr;
    check_petsc(PetscOptionsCreate(&options), "PetscOptionsCreate");
    check_petsc(PetscOptionsInsertString(options, text.c_str()), "PetscOptionsInsertString");
    check_petsc(PetscOptionsPush(options), "PetscOptionsPush");
    options_ = options;
}

PetscOptionScope::~PetscOptionScope() {
    PetscOptionsPop();
    auto* options = static_cast<PetscOptions>(options_);
    PetscOptionsDestroy(&options);
}

void PetscOptionScope::require_used() const {
    auto* options = static_cast<PetscOptions>(options_);
    PetscInt count = 0;
    char** names = nullptr;
    char** values = nullptr;
    check_petsc(PetscOptionsLeftGet(options, &count, &names, &values), "PetscOptionsLeftGet");
    std::string found;
    for (PetscInt i = 0; i < count; ++i) found += fmt::format(" -{}", names[i]);
    check_petsc(PetscOptionsLeftRestore(options, &count, &names, &values),
                "PetscOptionsLeftRestore");
    if (found.empty()) return;
    throw InputError(fmt::format("{}: expected options that PETSc's objects here look for, found{}",
                                 key_, found));
}

}  // namespace lhits
