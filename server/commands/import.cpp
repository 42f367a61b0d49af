// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <iostream>
#include <stdexcept>

#include "commands/commands.hpp"
#include "commands/event_sender.hpp"
#include "commands/import_report.hpp"
#include "commands/source_folder.hpp"
#include "intake/csv_events.hpp"
#include "wire/event_json.hpp"
#include "wire/zone_source.hpp"

namespace northstar::commands {

namespace {

// A file as one text, read by the system as it is needed: a large one takes no memory of its own.
// Throws when it cannot be read.
class file_text {
 public:
  explicit file_text(const std::filesystem::path& file) {
    if (!std::filesystem::is_regular_file(file))
      throw std::invalid_argument(file.string() + ": not a file");
    if (std::filesystem::file_size(file) == 0) return;
    namespace ipc = boost::interprocess;
    try {
      region_ = ipc::mapped_region(ipc::file_mapping(file.c_str(), ipc::read_only), ipc::read_only);
    } catch (const ipc::interprocess_exception& e) {
      throw std::invalid_argument(file.string() + ": " + e.what());
    }
  }
  std::string_view text() const {
    return {static_cast<const char*>(region_.get_address()), region_.get_size()};
  }

 private:
  boost::interprocess::mapped_region region_;
};

intake::source source_of(const import_options& options) {
  const auto reading = read_source_of(source_folder(options.sources), options.source);
  if (reading.source) return *reading.source;
  std::string text = "the source file of " + options.source + " has faults";
  for (const wire::finding& f : reading.findings) text += '\n' + wire::to_text(f);
  throw std::runtime_error(text);
}

core::zone zone_of(const import_options& options, const intake::source& how) {
  const std::string& name = options.timezone.empty() ? how.timezone : options.timezone;
  if (name.empty() && intake::needs_zone(how.mapping))
    throw std::invalid_argument("the source " + options.source +
                                " leaves the time zone open: say --timezone ZONE");
  if (name.empty()) return {};
  auto zone = wire::load_zone(name);
  if (!zone) throw std::invalid_argument("unknown time zone: " + name);
  return *zone;
}

// Rows on their way: read, mapped, gathered, sent, counted.
class import_run {
 public:
  import_run(const import_options& options, intake::csv_events& rows, std::size_t bytes_all)
      : options_(options),
        rows_(rows),
        bytes_all_(bytes_all),
        progress_(std::cerr, ::isatty(STDERR_FILENO) != 0),
        sender_(options.server, options.token,
                [this](const std::string& why) { progress_.tell(why); }) {}

  int run() {
    while (const auto row = rows_.next()) {
      take(*row);
      if (is_full() && !send()) return give_up();
    }
    if (!send()) return give_up();
    progress_.finish();
    report_.print(std::cout, std::cerr, options_.dry_run);
    return report_.has_rejected() ? refused : fine;
  }

 private:
  void take(const intake::row_outcome& row) {
    if (const auto* e = std::get_if<core::event>(&row.result)) {
      report_.add_event(e->type);
      batch_.body += wire::write_event(*e) + '\n';
      batch_.lines.push_back(row.line);
    } else if (const auto* s = std::get_if<intake::skipped>(&row.result)) {
      report_.add_skipped(s->reason);
    } else {
      report_.add_rejected(row.line, std::get<std::vector<intake::record_fault>>(row.result));
    }
  }

  // One more row of the greatest length still fits.
  bool is_full() const {
    constexpr std::size_t row_bytes_max = 64 * 1024;
    return batch_.lines.size() == batch_rows_max ||
           batch_.body.size() + row_bytes_max > batch_bytes_max;
  }

  bool send() {
    if (!batch_.lines.empty() && !options_.dry_run) {
      const auto outcome = sender_.send(batch_);
      if (!outcome) return false;
      report_.add_outcome(*outcome);
    }
    batch_ = {};
    progress_.show(rows_.position(), bytes_all_, report_.rows());
    return true;
  }

  int give_up() {
    progress_.finish();
    report_.add_not_sent(batch_.lines.size());
    report_.print(std::cout, std::cerr, options_.dry_run);
    std::cerr << options_.server << ": " << sender_.failure() << "\nNothing was sent from line "
              << batch_.lines.front()
              << " on. Import the file again: what is in already counts once.\n";
    return refused;
  }

  const import_options& options_;
  intake::csv_events& rows_;
  std::size_t bytes_all_;
  import_progress progress_;
  event_sender sender_;
  import_report report_;
  batch batch_;
};

int run(const import_options& options) {
  const file_text file(options.file);
  const intake::source how = source_of(options);
  const core::zone zone = zone_of(options, how);
  intake::csv_events rows(file.text(), how, zone);
  for (const std::string& fault : rows.faults())
    std::cerr << options.file.string() << ": " << fault << '\n';
  if (!rows.faults().empty()) return refused;
  std::cout << options.file.filename().string() << " through " << options.source
            << (options.dry_run ? ", nothing is sent" : " to " + options.server) << std::endl;
  return import_run(options, rows, file.text().size()).run();
}

}  // namespace

int import_file(const import_options& options) {
  try {
    return run(options);
  } catch (const std::invalid_argument& e) {  // what was asked for cannot be
    std::cerr << e.what() << '\n';
    return usage;
  } catch (const std::runtime_error& e) {
    std::cerr << e.what() << '\n';
    return refused;
  }
}

}  // namespace northstar::commands
