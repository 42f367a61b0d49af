// SPDX-License-Identifier: MIT
// Debian 12 ships Catch2 2, newer systems Catch2 3: this header is the only place that knows.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
