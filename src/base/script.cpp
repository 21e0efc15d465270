#include "lhits/base/script.hpp"

#include <filesystem>

namespace lhits {

std::string script(const std::string& name) {
    namespace fs = std::filesystem;
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const auto* folder : {"../postprocess", "../share/lhits/postprocess"}) {
        const auto found = (program / folder / name).lexically_normal();
        if (!fs::exists(found, error)) continue;
        const auto near = found.lexically_proximate(fs::current_path(error)).string();
        return near.starts_with("..") ? found.string() : near;
    }
    return "postprocess/" + name;
}

}  // namespace lhits
