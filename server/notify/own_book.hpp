// SPDX-License-Identifier: MIT
// The book of a server alone: it always has the turn, and knows what this process told.
#pragma once

#include <functional>
#include <memory>

#include "notify/sent_book.hpp"

namespace northstar::notify {

std::unique_ptr<sent_book> create_own_book(std::function<void(std::function<void()>)> post);

}  // namespace northstar::notify
