// Networks of one shape as batched products: tensors have the network as their first dimension.
#include <torch/torch.h>

#include <algorithm>
#include <string>
#include <utility>

#include "../activations.hpp"
#include "../training_rules.hpp"
#include "dense.hpp"
#include "device_stream.hpp"
#include "losses.hpp"
#include "lhits/base/error.hpp"
#include "lhits/nn/stacked_training.hpp"

namespace lhits {
namespace {

using torch::Tensor;

/// The data of all stacks of a problem, on the device.
struct ResidentData {
    Device device;
    Loss loss;
    Tensor train;       // (rows, n)
    Tensor validation;  // the same
};

/// Where samples begin, (networks, most samples of any), with their weights in the loss: those of a
/// network that has fewer end in samples of no weight.
struct SampleStarts {
    Tensor rows;
    Tensor weights;  // (networks, samples, 1)
};

template <class Work>
auto translating(const Work& work) {
    try {
        return work();
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        const auto line = what.substr(0, what.find('\n'));
        if (out_of_memory(error)) throw OutOfDeviceMemory(line);
        throw Failure("LibTorch: " + line);
    }
}

std::int64_t length(std::size_t size) { return static_cast<std::int64_t>(size); }

class TorchStack final : public Stack {
public:
    TorchStack(std::shared_ptr<const ResidentData> data, std::span<StackedNetwork* const> networks,
               std::int64_t pieces)
        : data_(std::move(data)),
          networks_(networks.begin(), networks.end()),
          pieces_(pieces),
          stream_(data_->device) {
        translating([&] { stream_.run([&] { set_up(); }); });
    }

    std::vector<double> train(const TrainingSettings& settings, std::int64_t iterations) override {
        return translating([&] {
            std::int64_t done = 0;
            while (done < iterations) {
                const auto count = std::min(iterations - done, most_at_once_);
                stream_.run([&] { send_inputs(settings, done, count); });
                for (std::int64_t i = 0; i < count; ++i) stream_.repeat([this] { iterate(); });
                done += count;
            }
            std::vector<double> losses;
            stream_.run([&] { losses = fetch_states(iterations); });
            return losses;
        });
    }

    std::vector<double> validation_losses() override {
        while (true) {
            try {
                std::vector<double> losses;
                translating([&] { stream_.run([&] { losses = validate(); }); });
                return losses;
            } catch (const OutOfDeviceMemory& error) {
                if (validated_at_once_ == 1) throw Failure(error.what());
                validated_at_once_ /= 2;
            }
        }
    }

private:
    std::int64_t size() const { return length(networks_.size()); }
    std::int64_t parameter_count() const { return length(data_->loss.parameter_count()); }
    torch::TensorOptions on_device() const { return torch_device(data_->device); }

    void set_up() {
        const torch::NoGradGuard no_gradient;
        std::vector<Tensor> members;
        std::vector<std::int64_t> offsets;
        windows_.clear();
        const auto window = networks_.front()->samples.window;
        for (const auto* network : networks_) {
            const auto& state = network->state;
            members.push_back(torch::stack({view(state.parameters, {parameter_count()}),
                                            view(state.first_moment, {parameter_count()}),
                                            view(state.second_moment, {parameter_count()})}));
            const auto& samples = network->samples;
            windows_.push_back(samples.window);
            for (std::int64_t k = 0; k <= window; ++k) {
                offsets.push_back(std::min(k, samples.window) * samples.stride);
            }
        }
        adam_ = torch::stack(members, 1).to(on_device());  // (3, networks, P)
        offsets_ =
            torch::tensor(offsets).view({size(), window + 1}).t().unsqueeze(2).to(on_device());
        losses_ = torch::zeros({size()}, on_device());
        slot_ = torch::zeros({1}, on_device().dtype(torch::kLong));
        set_up_samples();
        numbers_ = torch::empty({most_at_once_, size(), 2}, on_device());
    }

    void set_up_samples() {
        const auto& first = networks_.front()->samples;
        std::vector<std::vector<std::int64_t>> train(networks_.size());
        std::vector<std::vector<std::int64_t>> validation;
        for (std::size_t i = 0; i < networks_.size(); ++i) {
            const auto& samples = networks_[i]->samples;
            train[i].resize(static_cast<std::size_t>(samples.batch));
            for (std::size_t s = 0; s < train[i].size() && !samples.drawn; ++s) {
                train[i][s] = samples.row(s);
            }
            validation.push_back(samples.validation_rows);
        }
        train_ = starts(train);
        validation_ = starts(validation);
        if (!first.drawn) return;
        constexpr std::int64_t most_numbers = 1 << 22;
        most_at_once_ =
            std::clamp(most_numbers / (size() * first.batch), std::int64_t{1}, most_at_once_);
        drawn_ =
            torch::empty({most_at_once_, size(), first.batch}, on_device().dtype(torch::kLong));
    }

    SampleStarts starts(const std::vector<std::vector<std::int64_t>>& of_networks) const {
        const Loss& loss = data_->loss;
        std::size_t most = 0;
        for (const auto& rows : of_networks) most = std::max(most, rows.size());
        auto rows = torch::zeros({size(), length(most)}, torch::kLong);
        auto weights = torch::zeros({size(), length(most), 1});
        for (std::int64_t i = 0; i < size(); ++i) {
            const auto& own = of_networks[static_cast<std::size_t>(i)];
            const auto window = networks_[static_cast<std::size_t>(i)]->samples.window;
            std::copy(own.begin(), own.end(), rows[i].data_ptr<std::int64_t>());
            const auto compared = window + (loss.compares_start ? 1 : 0);
            weights[i]
                .narrow(0, 0, length(own.size()))
                .fill_(1.0 /
                       static_cast<double>(length(own.size()) * compared * loss.decoder.out()));
        }
        return {rows.to(on_device()), weights.to(on_device())};
    }

    /// What the next `count` iterations need, `done` iterations after the present states, in one
    /// transfer each: where their samples begin, and the rates of Adam.
    void send_inputs(const TrainingSettings& settings, std::int64_t done, std::int64_t count) {
        auto numbers = torch::empty({count, size(), 2});
        auto* number = numbers.data_ptr<float>();
        for (std::int64_t i = 0; i < count; ++i) {
            for (const auto* network : networks_) {
                const auto [rate, epsilon] =
                    adam_numbers(settings, network->state.iteration + done + i);
                *number++ = rate;
                *number++ = epsilon;
            }
        }
        numbers_.narrow(0, 0, count).copy_(numbers);
        slot_.zero_();
        if (!drawn_.defined()) return;
        const auto batch = drawn_.size(2);
        auto rows = torch::empty({count, size(), batch}, torch::kLong);
        auto* row = rows.data_ptr<std::int64_t>();
        for (std::int64_t i = 0; i < count; ++i) {
            for (const auto* network : networks_) {
                const auto first = (network->state.iteration + done + i) * batch;
                for (std::int64_t s = 0; s < batch; ++s) {
                    *row++ = network->samples.row(static_cast<std::uint64_t>(first + s));
                }
            }
        }
        drawn_.narrow(0, 0, count).copy_(rows);
    }

    /// One iteration, the same work on the device each time; reads and writes members only.
    void iterate() {
        const auto rows = drawn_.defined() ? drawn_.index_select(0, slot_).squeeze(0) : train_.rows;
        const auto piece = (rows.size(1) + pieces_ - 1) / pieces_;
        Tensor gradient;
        losses_.zero_();
        for (std::int64_t first = 0; first < rows.size(1); first += piece) {
            const auto count = std::min(piece, rows.size(1) - first);
            const torch::AutoGradMode derive(true);
            const auto leaf = adam_[0].detach().requires_grad_();
            const auto losses = sample_losses(leaf, data_->train, rows.narrow(1, first, count),
                                              train_.weights.narrow(1, first, count));
            const auto derivative = torch::autograd::grad({losses.sum()}, {leaf})[0];
            gradient = gradient.defined() ? gradient + derivative : derivative;
            losses_.add_(losses.detach());
        }
        step(gradient);
        slot_.add_(1);
    }

    void step(const Tensor& gradient) {  // as adam_step() of activations.hpp
        const torch::NoGradGuard no_gradient;
        constexpr double decay_first = static_cast<float>(adam_decay_first);
        constexpr double decay_second = static_cast<float>(adam_decay_second);
        const auto numbers = numbers_.index_select(0, slot_).squeeze(0);
        auto parameters = adam_[0];
        auto first = adam_[1];
        auto second = adam_[2];
        first.mul_(decay_first).add_(gradient, 1.0 - decay_first);
        second.mul_(decay_second).addcmul_(gradient, gradient, 1.0 - decay_second);
        parameters.sub_(
            numbers.narrow(1, 0, 1) * first /
            ((second + static_cast<double>(adam_tiny)).sqrt_() + numbers.narrow(1, 1, 1)));
    }

    /// (networks): the weighted squared errors of samples that begin at `rows` (networks, samples).
    Tensor sample_losses(const Tensor& parameters, const Tensor& data, const Tensor& rows,
                         const Tensor& weights) const {
        const auto samples = data.index_select(0, (rows + offsets_).reshape(-1))
                                 .view({offsets_.size(0), size(), rows.size(1), data.size(1)});
        return losses_of(data_->loss, parameters, {samples, weights}, 0.0, windows_);
    }

    std::vector<double> validate() const {
        const torch::NoGradGuard no_gradient;
        auto losses = torch::zeros({size()}, on_device().dtype(torch::kDouble));
        const auto all = validation_.rows.size(1);
        for (std::int64_t first = 0; first < all; first += validated_at_once_) {
            const auto count = std::min(validated_at_once_, all - first);
            losses +=
                sample_losses(adam_[0], data_->validation, validation_.rows.narrow(1, first, count),
                              validation_.weights.narrow(1, first, count));
        }
        const auto here = losses.cpu();
        return {here.data_ptr<double>(), here.data_ptr<double>() + size()};
    }

    /// Copies everything first, so that the states change together or not at all.
    std::vector<double> fetch_states(std::int64_t iterations) {
        const auto losses = losses_.to(torch::kCPU, torch::kDouble);
        const auto adam = adam_.cpu();
        for (std::int64_t i = 0; i < size(); ++i) {
            auto& state = networks_[static_cast<std::size_t>(i)]->state;
            const auto copy = [&](std::int64_t kind, Parameters& target) {
                std::copy_n(adam[kind][i].data_ptr<float>(), parameter_count(), target.data());
            };
            copy(0, state.parameters);
            copy(1, state.first_moment);
            copy(2, state.second_moment);
            state.iteration += iterations;
        }
        return {losses.data_ptr<double>(), losses.data_ptr<double>() + size()};
    }

    std::shared_ptr<const ResidentData> data_;
    std::vector<StackedNetwork*> networks_;
    std::int64_t pieces_;
    std::int64_t most_at_once_ = 1000;       // iterations whose inputs are sent together
    std::int64_t validated_at_once_ = 4096;  // samples
    std::vector<std::int64_t> windows_;
    Tensor adam_;     // (3, networks, P): parameters, first and second moments
    Tensor offsets_;  // (window + 1, networks, 1): rows from a sample's first to its k-th
    SampleStarts train_;
    SampleStarts validation_;
    Tensor drawn_;         // (iterations, networks, batch): first rows of the samples
    Tensor numbers_;       // (iterations, networks, 2): Adam's rate and epsilon
    Tensor slot_;          // (1): the iteration's place in those two
    Tensor losses_;        // (networks)
    DeviceStream stream_;  // last: its work is over before the tensors go
};

}  // namespace

StackFactory stacks_on(const Device& device, const StackedProblem& problem) {
    at::globalContext().setFloat32MatmulPrecision(device.tf32 ? "high" : "highest");
    const auto resident = [&](std::span<const float> data) {
        const std::int64_t n = problem.loss.row_size();
        return view(data, {length(data.size()) / n, n}).to(torch_device(device));
    };
    std::shared_ptr<const ResidentData> data;
    try {
        translating([&] {
            data = std::make_shared<const ResidentData>(ResidentData{
                device, problem.loss, resident(problem.train), resident(problem.validation)});
        });
    } catch (const OutOfDeviceMemory& error) {
        throw Failure(std::string("the device has no memory for the training data: ") +
                      error.what());
    }
    return [data = std::move(data)](std::span<StackedNetwork* const> networks,
                                    std::int64_t pieces) -> std::unique_ptr<Stack> {
        return std::make_unique<TorchStack>(data, networks, pieces);
    };
}

}  // namespace lhits
