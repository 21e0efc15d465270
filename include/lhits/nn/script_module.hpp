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
    ScriptModule() = default;
    virtual ~ScriptModule() = default;
    ScriptModule(const ScriptModule&) = delete;
    ScriptModule& operator=(const ScriptModule&) = delete;

    /// A parameter that asks for no gradient, copied from values in C order.
    virtual void add_parameter(const std::string& name, std::span<const float> values,
                               const std::vector<std::int64_t>& shape) = 0;
    /// A tensor that is no parameter, copied.
    virtual void add_buffer(const std::string& name, std::span<const double> values) = 0;
    virtual void add_buffer(const std::string& name, std::span<const std::int64_t> values) = 0;
    /// An empty module within this one, which owns it; `type` is the name of its class.
    virtual ScriptModule& add_module(const std::string& name, const std::string& type) = 0;
    virtual void add_attribute(const std::string& name, std::int64_t value) = 0;
    virtual void add_attribute(const std::string& name, double value) = 0;
    virtual void add_attribute(const std::string& name, const std::string& value) = 0;
    virtual void add_attribute(const std::string& name,
                               const std::vector<std::int64_t>& values) = 0;
    virtual void add_attribute(const std::string& name, const std::vector<std::string>& values) = 0;

    /// Compiles methods: "def forward(self, x: Tensor) -> Tensor: ...".
    virtual void define(const std::string& source) = 0;

    /// The content of a file for torch.jit.load().
    virtual std::string archive() const = 0;
};

/// An empty module; `type` is the name of its class. Throws Failure where there is no LibTorch.
std::unique_ptr<ScriptModule> make_script_module(const std::string& type);

}  // namespace lhits
