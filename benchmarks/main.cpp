// SPDX-License-Identifier: MIT
#include "ratios.hpp"

int main(int argc, char** argv) { return run_comparisons(argc, argv); }
