// FitzHugh-Nagumo by the lattice Boltzmann method, as one would first write it: an array for each
// population, collide, stream, walls. `lattice_boltzmann STEPS EVERY [FILE]` prints the seconds of
// one trajectory that keeps u and v after every EVERY steps, and writes what it kept (the start
// first; u, then v; doubles) to FILE.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

constexpr int points = 101;
constexpr double dx = 20.0 / (points - 1), dt = 0.005;
constexpr double diffusion_u = 1.0, diffusion_v = 4.0, a0 = -0.03, a1 = 2.0, epsilon = 0.006;
constexpr double omega_u = 2.0 / (1.0 + 3.0 * diffusion_u * dt / (dx * dx));
constexpr double omega_v = 2.0 / (1.0 + 3.0 * diffusion_v * dt / (dx * dx));

// Populations at rest, to the right, to the left.
struct Species {
    double rest[points], right[points], left[points];
};

static void collide(Species& f, Species& g) {
    for (int x = 0; x < points; ++x) {
        const double u = f.rest[x] + f.right[x] + f.left[x];
        const double v = g.rest[x] + g.right[x] + g.left[x];
        const double reaction_u = dt / 3.0 * (u - u * u * u - v);
        const double reaction_v = dt / 3.0 * epsilon * (u - a1 * v - a0);
        f.rest[x] += omega_u * (u / 3.0 - f.rest[x]) + reaction_u;
        f.right[x] += omega_u * (u / 3.0 - f.right[x]) + reaction_u;
        f.left[x] += omega_u * (u / 3.0 - f.left[x]) + reaction_u;
        g.rest[x] += omega_v * (v / 3.0 - g.rest[x]) + reaction_v;
        g.right[x] += omega_v * (v / 3.0 - g.right[x]) + reaction_v;
        g.left[x] += omega_v * (v / 3.0 - g.left[x]) + reaction_v;
    }
}

// Moves the populations by one point; what leaves through a wall comes back to the same point.
static void stream(Species& f) {
    const double at_the_left = f.left[0], at_the_right = f.right[points - 1];
    std::copy_backward(f.right, f.right + points - 1, f.right + points);
    std::copy(f.left + 1, f.left + points, f.left);
    f.right[0] = at_the_left;
    f.left[points - 1] = at_the_right;
}

static void keep(const Species& f, const Species& g, std::vector<double>& samples) {
    for (int x = 0; x < points; ++x) samples.push_back(f.rest[x] + f.right[x] + f.left[x]);
    for (int x = 0; x < points; ++x) samples.push_back(g.rest[x] + g.right[x] + g.left[x]);
}

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: lattice_boltzmann STEPS EVERY [FILE]\n");
        return 2;
    }
    const long steps = std::atol(argv[1]), every = std::atol(argv[2]);
    static Species f, g;
    for (int x = 0; x < points; ++x) {
        const double u = std::tanh(x * dx - 10.0) - 0.2;
        f.rest[x] = f.right[x] = f.left[x] = u / 3.0;
        g.rest[x] = g.right[x] = g.left[x] = 0.12 * u / 3.0;
    }
    std::vector<double> samples;
    samples.reserve(static_cast<std::size_t>(2 * points * (steps / every + 1)));
    const auto started = std::chrono::steady_clock::now();
    keep(f, g, samples);
    for (long step = 1; step <= steps; ++step) {
        collide(f, g);
        stream(f);
        stream(g);
        if (step % every == 0) keep(f, g, samples);
    }
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
    std::printf("%.9g\n", elapsed.count());
    if (argc > 3) {
        std::FILE* file = std::fopen(argv[3], "wb");
        if (file == nullptr ||
            std::fwrite(samples.data(), sizeof(double), samples.size(), file) != samples.size() ||
            std::fclose(file) != 0) {
            std::perror(argv[3]);
            return 1;
        }
    }
    return 0;
}
