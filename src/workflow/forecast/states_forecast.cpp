#include "lhits/workflow/states_forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../protocol.hpp"
#include "../stage_plan.hpp"
#include "departures.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/number.hpp"
#include "lhits/base/trimmed.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/hits/rollout.hpp"
#include "lhits/io/new_file.hpp"
#include "lhits/io/quantity_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

/// Latent values of a rollout, and of states that are decoded at once.
constexpr std::int64_t block_values = std::int64_t{1} << 22U;

std::vector<double> place_from(const std::string& text, const StateLayout& layout) {
    std::vector<double> place;
    std::string_view rest = text;
    for (bool more = true; more;) {
        const auto comma = rest.find(',');
        more = comma != std::string_view::npos;
        const auto number = number_from(trimmed(rest.substr(0, comma)));
        if (number && std::isfinite(*number)) place.push_back(*number);
        if (more) rest = rest.substr(comma + 1);
    }
    if (place.size() == layout.axes.size()) return place;
    throw InputError(
        fmt::format("--points: expected a place along each of the axes ({}), with "
                    "commas between, found {}",
                    layout.axis_names(), text));
}

/// The elements of whole states that are nearest to the points asked for: one of each component.
std::vector<std::int64_t> elements_at(const std::vector<std::string>& points,
                                      const StateLayout& coordinates) {
    const auto layout = whole_layout(coordinates);
    std::vector<std::int64_t> found;
    for (const auto& text : points) {
        const auto place = place_from(text, layout);
        for (const auto& elements : elements_of_components(layout)) {
            const auto squared_distance = [&](std::size_t element) {
                double sum = 0.0;
                for (std::size_t a = 0; a < place.size(); ++a) {
                    const double apart = layout.axes[a].places[element] - place[a];
                    sum += apart * apart;
                }
                return sum;
            };
            const auto nearest =
                *std::min_element(elements.begin(), elements.end(), [&](auto one, auto other) {
                    return squared_distance(one) < squared_distance(other);
                });
            found.push_back(static_cast<std::int64_t>(nearest));
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

/// Collective: what rank 0 has read, on every rank, but for the notes.
KnownStates states_for(const Communicator& ranks, const StatesRequest& request,
                       const Surrogate& surrogate) {
    KnownStates states;
    on_root(ranks, [&] { states = read_states(request, surrogate.origin); });
    states.count = static_cast<std::int64_t>(ranks.broadcast(static_cast<double>(states.count)));
    const auto count = static_cast<std::size_t>(states.count);
    states.rows.resize(count * static_cast<std::size_t>(surrogate.reduction->input_size()));
    states.rows = ranks.collect(std::move(states.rows));
    states.parameters.resize(count * surrogate.origin.parameter_names.size());
    states.parameters = ranks.collect(std::move(states.parameters));
    return states;
}

/// Forecasts of some initial conditions, into the file.
class StatesForecast {
public:
    StatesForecast(Surrogate& surrogate, const StatesForecastHeader& header,
                   const KnownStates& states, double quantile, QuantityWriter& writer)
        : surrogate_(surrogate),
          header_(header),
          states_(states),
          rows_(states.rows.begin(), states.rows.end()),
          quantile_(quantile),
          writer_(writer),
          engine_(make_engine("native")),
          levels_(surrogate.coupled_levels(*engine_, surrogate.couplings.at(unseen))) {
        if (header.outputs.empty()) return;
        decoder_ = surrogate.reduction->decoder_of(varying_of(header.coordinates, header.outputs));
    }

    void run(const MemberRange& members, const Tick& tick) {
        auto& reduction = *surrogate_.reduction;
        const auto part = [&](auto values) {
            const auto each = values.size() / static_cast<std::size_t>(states_.count);
            return values.subspan(static_cast<std::size_t>(members.first) * each,
                                  static_cast<std::size_t>(members.count) * each);
        };
        const auto count = static_cast<int>(members.count);
        const auto inputs = part(std::span<const float>(rows_));
        AlignedVector<float> start(static_cast<std::size_t>(count * reduction.dimension()));
        reduction.encode(inputs, count, start);
        const auto z = roll_out(levels_, start, count, reduction.dimension(), header_.steps,
                                header_.output_every);
        const auto departed = departures(surrogate_, quantile_, count, inputs, z,
                                         part(std::span<const double>(states_.parameters)));
        write(members, z, departed);
        decode(members, z, tick);
    }

private:
    std::int64_t times() const { return header_.steps / header_.output_every + 1; }

    void write(const MemberRange& members, std::span<const float> z, const Departures& departed) {
        std::vector<float> leaving;
        const double spacing = static_cast<double>(header_.output_every) * header_.dt;
        for (const auto inside : departed.times_inside) {
            leaving.push_back(inside == static_cast<std::size_t>(times())
                                  ? std::numeric_limits<float>::quiet_NaN()
                                  : static_cast<float>(static_cast<double>(inside) * spacing));
        }
        const auto put = [&](const char* name, const Reals& data) {
            writer_.write(header_.surrogate + "/" + name,
                          {{"trajectory", members.first, members.count}}, data);
        };
        put("latent_predicted", z);
        put("training_distance", departed.distances);
        put("initial_reconstruction_error", departed.reconstruction_error);
        put("initial_outside", departed.outside);
        put("leaving_time", leaving);
    }

    void decode(const MemberRange& members, std::span<const float> z, const Tick& tick) {
        const auto& reduction = *surrogate_.reduction;
        const auto latent = static_cast<std::size_t>(reduction.dimension());
        const auto width =
            decoder_ ? decoder_->elements.size() : static_cast<std::size_t>(reduction.state_size());
        const auto rows =
            std::max<std::int64_t>(1, block_values / static_cast<std::int64_t>(width));
        for (std::int64_t m = 0; m < members.count; ++m) {
            for (std::int64_t t = 0; t < times(); t += rows) {
                const auto some = std::min(rows, times() - t);
                const auto begin = static_cast<std::size_t>(m * times() + t) * latent;
                const auto own = z.subspan(begin, static_cast<std::size_t>(some) * latent);
                AlignedVector<float> u(static_cast<std::size_t>(some) * width);
                if (decoder_) {
                    reduction.decode(*decoder_, own, static_cast<int>(some), u);
                } else {
                    reduction.decode(own, static_cast<int>(some), u);
                }
                writer_.write(header_.surrogate + "/u_predicted",
                              {{"trajectory", members.first + m}, {"time", t, some}},
                              std::span<const float>(u));
                tick(static_cast<double>(m * times() + t + some) /
                     static_cast<double>(members.count * times()));
            }
        }
    }

    Surrogate& surrogate_;
    const StatesForecastHeader& header_;
    const KnownStates& states_;
    std::vector<float> rows_;
    double quantile_;
    QuantityWriter& writer_;
    std::optional<Decoder> decoder_;  // where some outputs are wanted
    std::unique_ptr<Engine> engine_;
    std::vector<Level> levels_;
};

StatesForecastHeader header_of(const StatesForecastRequest& request, const Surrogate& surrogate,
                               const std::string& name, const KnownStates& states) {
    StatesForecastHeader header;
    static_cast<RunHeader&>(header) = surrogate.origin;
    if (request.steps > 0) header.steps = request.steps;
    header.surrogate = name;
    header.model = request.model;
    header.states = request.states.path;
    header.latent = surrogate.reduction->dimension();
    header.trajectories = states.count;
    header.output_every = request.every;
    header.outputs = elements_at(request.points, header.coordinates);
    header.parameters = states.parameters;
    if (!request.points.empty() && varying_of(header.coordinates, header.outputs).empty()) {
        throw InputError(
            "--points: expected a place whose nearest element varies, found constant and missing "
            "ones only; add others");
    }
    if (request.every <= header.steps) return header;
    throw InputError(fmt::format("--every: expected 1 to the {} steps of the forecast, found {}",
                                 header.steps, request.every));
}

Plan<MemberRange> plan_of(const StatesForecastHeader& header) {
    const auto latent = (header.steps / header.output_every + 1) * header.latent;
    const auto block = std::clamp<std::int64_t>(block_values / latent, 1, 64);
    Plan<MemberRange> plan;
    for (std::int64_t first = 0; first < header.trajectories; first += block) {
        const auto count = std::min(block, header.trajectories - first);
        Task task;
        task.name = fmt::format("initial conditions {} to {}", first, first + count - 1);
        task.stage = "forecast";
        task.cost = static_cast<double>(count);
        plan.add({first, count}, std::move(task));
    }
    return plan;
}

/// Serial, of a finished file.
void tell(const StatesForecastRequest& request, const StatesForecastHeader& header,
          const Surrogate& surrogate, const KnownStates& states) {
    const auto unit = with_blank(header.coordinates.time_units);
    for (const auto& note : states.notes) {
        log::info(fmt::format("forecast: {}: {}", request.states.path, note));
    }
    if (!request.points.empty()) {
        log::info("forecast: --points: values are those of the nearest points of the model");
    }
    if (header.steps > surrogate.origin.steps) {
        log::warning(fmt::format(
            "forecast: {} steps are more than the {} of the model's trajectories: what comes after "
            "time {:g}{} was never compared with the solver",
            header.steps, surrogate.origin.steps,
            static_cast<double>(surrogate.origin.steps) * header.dt, unit));
    }
    const auto read = [&](const char* name) {
        return read_states_forecast(request.output, header.surrogate, name);
    };
    warn_of_departures("forecast: ", "states", read("initial_outside"), read("leaving_time"), unit);
    const auto valid = surrogate.trust->valid_time.lower_bound(calibration_alpha);
    log::info(fmt::format(
        "forecast: {} from {} state(s), {} steps of {:g}{}, into {}; a forecast of states like "
        "those of the training is {}",
        header.surrogate, header.trajectories, header.steps, header.dt, unit, request.output,
        text_of(valid, unit)));
}

}  // namespace

void forecast_states(const Communicator& ranks, const StatesForecastRequest& request) {
    on_root(ranks, [&] { require_new_file(request.output); });
    auto surrogate = Surrogate::load(request.model, ranks, request.surrogate);
    agree_on_errors(ranks, [&] {
        if (surrogate.trust) return;
        throw InputError(
            fmt::format("{}: expected a model with its calibration (trust), found none; "
                        "run 'lhits couple DECK' in its run directory first",
                        request.model));
    });
    const auto states = states_for(ranks, request.states, surrogate);
    StatesForecastHeader header;
    agree_on_errors(ranks, [&] { header = header_of(request, surrogate, surrogate.name, states); });
    QuantityWriter writer(ranks, request.output, header);
    StatesForecast forecast(surrogate, header, states, request.outside_quantile, writer);
    Timeline timeline;
    carry_out(ranks, plan_of(header), timeline, {"forecast", "initial conditions"},
              [&](const MemberRange& members, const Tick& tick) { forecast.run(members, tick); });
    auto numbers =
        trust_numbers(*surrogate.trust, request.outside_quantile, header.parameter_names);
    if (states.time) numbers["start_time"] = *states.time;
    writer.finish({{header.surrogate, numbers}});
    on_root(ranks, [&] { tell(request, header, surrogate, states); });
}

}  // namespace lhits
