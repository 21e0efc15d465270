#include "lhits/nn/script_module.hpp"

#include <torch/script.h>

#include <algorithm>
#include <sstream>

namespace lhits {
namespace {

template <class T>
torch::Tensor copy_of(std::span<const T> values, c10::IntArrayRef shape, torch::Dtype type) {
    auto tensor = torch::empty(shape, type);
    std::copy(values.begin(), values.end(), tensor.template data_ptr<T>());
    return tensor;
}

class TorchScriptModule final : public ScriptModule {
public:
    explicit TorchScriptModule(const std::string& type) : module_("__torch__." + type) {}

    void add_parameter(const std::string& name, std::span<const float> values,
                       const std::vector<std::int64_t>& shape) override {
        module_.register_parameter(name, copy_of(values, shape, torch::kFloat32), false);
    }
    void add_buffer(const std::string& name, std::span<const double> values) override {
        const auto size = static_cast<std::int64_t>(values.size());
        module_.register_buffer(name, copy_of(values, {size}, torch::kFloat64));
    }
    void add_buffer(const std::string& name, std::span<const std::int64_t> values) override {
        const auto size = static_cast<std::int64_t>(values.size());
        module_.register_buffer(name, copy_of(values, {size}, torch::kInt64));
    }
    ScriptModule& add_module(const std::string& name, const std::string& type) override {
        within_.push_back(std::make_unique<TorchScriptModule>(type));
        module_.register_module(name, within_.back()->module_);
        return *within_.back();
    }
    void add_attribute(const std::string& name, std::int64_t value) override {
        module_.register_attribute(name, c10::IntType::get(), value);
    }
    void add_attribute(const std::string& name, double value) override {
        module_.register_attribute(name, c10::FloatType::get(), value);
    }
    void add_attribute(const std::string& name, const std::string& value) override {
        module_.register_attribute(name, c10::StringType::get(), value);
    }
    void add_attribute(const std::string& name, const std::vector<std::int64_t>& values) override {
        module_.register_attribute(name, c10::ListType::ofInts(), values);
    }
    void add_attribute(const std::string& name, const std::vector<std::string>& values) override {
        module_.register_attribute(name, c10::ListType::ofStrings(), values);
    }

    void define(const std::string& source) override { module_.define(source); }

    std::string archive() const override {
        std::ostringstream content;
        module_.save(content);
        return content.str();
    }

private:
    torch::jit::Module module_;
    std::vector<std::unique_ptr<TorchScriptModule>> within_;
};

}  // namespace

std::unique_ptr<ScriptModule> make_script_module(const std::string& type) {
    return std::make_unique<TorchScriptModule>(type);
}

}  // namespace lhits
