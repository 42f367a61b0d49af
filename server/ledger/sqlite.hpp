// SPDX-License-Identifier: MIT
// SQLite, as much of it as the ledger uses: connections and statements that close themselves, and
// its codes as our errors. A connection and its statements belong to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/ledger.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace northstar::ledger {

// Not a bool, to which an error would convert.
enum class stepped { row, done };

class sqlite_statement {
 public:
  sqlite_statement(sqlite3* connection, sqlite3_stmt* prepared)
      : connection_(connection), prepared_(prepared) {}

  // Parameters count from 1, columns from 0. Bound bytes must outlive the steps.
  sqlite_statement& bind(int parameter, std::int64_t value);
  sqlite_statement& bind_text(int parameter, std::string_view text);
  sqlite_statement& bind_blob(int parameter, std::string_view bytes);

  // After done or an error the statement may be run again.
  result<stepped> step();
  // Runs a statement whose rows nobody wants.
  result<void> run();
  // Lets go of what it reads; the bound values stay.
  void reset();

  std::int64_t integer(int column) const;
  // A blob or text; valid until the next step or reset.
  std::string_view bytes(int column) const;

 private:
  struct finalizer {
    void operator()(sqlite3_stmt* prepared) const;
  };

  void keep_fault(int code);

  sqlite3* connection_;
  std::unique_ptr<sqlite3_stmt, finalizer> prepared_;
  int bind_fault_ = 0;
};

// While a statement stands on a row it holds back the write-ahead log: this lets go at the end of a
// scope.
class reset_at_end {
 public:
  explicit reset_at_end(sqlite_statement& used) : used_(used) {}
  ~reset_at_end() { used_.reset(); }
  reset_at_end(const reset_at_end&) = delete;
  reset_at_end& operator=(const reset_at_end&) = delete;

 private:
  sqlite_statement& used_;
};

class sqlite_connection {
 public:
  enum class access { read, write };  // a writer makes the file

  static result<sqlite_connection> open(const std::filesystem::path& file, access wanted);

  // One or more statements without parameters.
  result<void> execute(const char* sql);
  result<sqlite_statement> prepare(std::string_view sql);
  // Each into its place.
  using places = std::initializer_list<std::pair<std::optional<sqlite_statement>*, std::string_view>>;
  result<void> prepare(places statements);
  // The first column of the one row that this gives.
  result<std::int64_t> number(std::string_view sql);
  // Moves the write-ahead log into the database as far as readers let it, with both synced; or all
  // of it, and cuts it to nothing.
  result<void> checkpoint_log();
  result<void> empty_log();
  // Pages in the write-ahead log after the last commit.
  int log_pages() const { return *log_pages_; }
  // Closing the last connection then leaves the log for the next start.
  void keep_log_at_close();
  // Makes this database a copy of the other one, of one moment.
  result<void> copy_from(sqlite_connection& other);

 private:
  struct closer {
    void operator()(sqlite3* connection) const;
  };

  explicit sqlite_connection(sqlite3* connection);
  result<void> checkpoint_log(int mode);

  std::unique_ptr<int> log_pages_;
  std::unique_ptr<sqlite3, closer> connection_;
};

}  // namespace northstar::ledger
