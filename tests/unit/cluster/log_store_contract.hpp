// SPDX-License-Identifier: MIT
// What every log_store keeps to (cluster/log_store.hpp), whatever it keeps the log in: one test for
// all of them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cluster/log_store.hpp"

namespace northstar::test {

// `connect` gives another node's store of the log under test, which is empty at first; it can be
// reached when the loop has run for a while.
void check_log_store(boost::asio::io_context& io,
                     const std::function<std::unique_ptr<cluster::log_store>()>& connect);

// ---- asking a store and running the loop until it has answered

cluster::result<cluster::log_head> head_of(boost::asio::io_context& io, cluster::log_store& store);
cluster::result<cluster::log_head> begin(boost::asio::io_context& io, cluster::log_store& store,
                                         const std::string& epoch);
cluster::result<std::uint64_t> append(boost::asio::io_context& io, cluster::log_store& store,
                                      const cluster::log_head& to,
                                      std::vector<cluster::offer> offers);
cluster::result<std::uint64_t> restore(boost::asio::io_context& io, cluster::log_store& store,
                                       const std::string& epoch, const std::string& after,
                                       std::vector<cluster::log_entry> entries);
cluster::result<std::vector<cluster::log_entry>> read(boost::asio::io_context& io,
                                                      cluster::log_store& store,
                                                      std::uint64_t first, std::size_t count,
                                                      std::int64_t wait_ms = 0);

// 16 bytes that begin with the name.
cluster::offer offer_of(const std::string& name, std::string body);
// "1:body 2:body "; the error's text when it is one.
std::string shown(const cluster::result<std::vector<cluster::log_entry>>& entries);

}  // namespace northstar::test
