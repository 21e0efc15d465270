#include "lhits/base/timeline.hpp"

#include "lhits_test.hpp"

LHITS_TEST(timeline_records_scopes, 1) {
    lhits::Timeline timeline;
    {
        const lhits::Timeline::Scope outer(timeline, "outer", "test");
        const lhits::Timeline::Scope inner(timeline, "inner", "test");
        BOOST_TEST(inner.seconds() >= 0.0);
    }
    BOOST_REQUIRE(timeline.events().size() == 2U);
    const auto& inner = timeline.events()[0];
    const auto& outer = timeline.events()[1];
    BOOST_TEST(inner.name == "inner");
    BOOST_TEST(outer.begin_us <= inner.begin_us);
    BOOST_TEST(outer.duration_us >= inner.duration_us);
    BOOST_TEST(timeline.trace_events(3).find(R"("tid":3)") != std::string::npos);
}
