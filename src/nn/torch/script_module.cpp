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

}  // namespace

struct ScriptModule::Torch {
    torch::jit::Module module;
};

ScriptModule::ScriptModule(const std::string& type)
    : torch_(std::make_unique<Torch>(Torch{torch::jit::Module("__torch__." + type)})) {}

ScriptModule::~ScriptModule() = default;

void ScriptModule::add_parameter(const std::string& name, std::span<const float> values,
                                 const std::vector<std::int64_t>& shape) {
    torch_->module.register_parameter(name, copy_of(values, shape, torch::kFloat32), false);
}

void ScriptModule::add_buffer(const std::string& name, std::span<const double> values) {
    const auto size = static_cast<std::int64_t>(values.size());
    torch_->module.register_buffer(name, copy_of(values, {size}, torch::kFloat64));
}

void ScriptModule::add_buffer(const std::string& name, std::span<const std::int64_t> values) {
    const auto size = static_cast<std::int64_t>(values.size());
    torch_->module.register_buffer(name, copy_of(values, {size}, torch::kInt64));
}

void ScriptModule::add_module(const std::string& name, const ScriptModule& module) {
    torch_->module.register_module(name, module.torch_->module);
}

void ScriptModule::add_attribute(const std::string& name, std::int64_t value) {
    torch_->module.register_attribute(name, c10::IntType::get(), value);
}

void ScriptModule::add_attribute(const std::string& name, double value) {
    torch_->module.register_attribute(name, c10::FloatType::get(), value);
}

void ScriptModule::add_attribute(const std::string& name, const std::string& value) {
    torch_->module.register_attribute(name, c10::StringType::get(), value);
}

void ScriptModule::add_attribute(const std::string& name, const std::vector<std::int64_t>& values) {
    torch_->module.register_attribute(name, c10::ListType::ofInts(), values);
}

void ScriptModule::add_attribute(const std::string& name, const std::vector<std::string>& values) {
    torch_->module.register_attribute(name, c10::ListType::ofStrings(), values);
}

void ScriptModule::define(const std::string& source) { torch_->module.define(source); }

std::string ScriptModule::archive() const {
    std::ostringstream content;
    torch_->module.save(content);
    return content.str();
}

}  // namespace lhits
