// TorchScript modules, made without Python.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// A TorchScript module in the making: tensors, modules within, attributes, and methods given as
/// TorchScript source (the subset of Python that LibTorch compiles). What methods use must have
/// been added before. LibTorch's errors come through as std::exception.
class ScriptModule {
public:
    /// `type` is the name of its class.
    explicit ScriptModule(const std::string& type);
    ~ScriptModule();
    ScriptModule(const ScriptModule&) = delete;
    ScriptModule& operator=(const ScriptModule&) = delete;

    /// A parameter that asks for no gradient, copied from values in C order.
    void add_parameter(const std::string& name, std::span<const float> values,
                       const std::vector<std::int64_t>& shape);
    /// A tensor that is no parameter, copied.
    void add_buffer(const std::string& name, std::span<const double> values);
    void add_buffer(const std::string& name, std::span<const std::int64_t> values);
    void add_module(const std::string& name, const ScriptModule& module);
    void add_attribute(const std::string& name, std::int64_t value);
    void add_attribute(const std::string& name, double value);
    void add_attribute(const std::string& name, const std::string& value);
    void add_attribute(const std::string& name, const std::vector<std::int64_t>& values);
    void add_attribute(const std::string& name, const std::vector<std::string>& values);

    /// Compiles methods: "def forward(self, x: Tensor) -> Tensor: ...".
    void define(const std::string& source);

    /// The content of a file for torch.jit.load().
    std::string archive() const;

private:
    struct Torch;
    std::unique_ptr<Torch> torch_;
};

}  // namespace lhits
