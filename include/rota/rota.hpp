// SPDX-License-Identifier: MIT
//
// rota/rota.hpp: all of the core but two things that you include where you want them: printing, rota/print.hpp, and cron,
// RRULE and plain English, in rota/text/. JSON is in rota/json.hpp, which needs nlohmann/json.
//
//   text    ─► what does it say?      text/cron.hpp, text/on_calendar.hpp, text/icalendar.hpp, text/explain.hpp
//   instant ─► when does it run?      when/next_run.hpp        with cadence.hpp, calendar.hpp, timing.hpp and clock.hpp
//           ─► with others, spread?   when/spread.hpp
//           ─► and a whole table?     when/next_runs.hpp, when/due_index.hpp
//   request ─► is it valid?           schedule/request.hpp     with core/issue.hpp
//   spec    ─► the resource           schedule/schedule.hpp
//   refusal ─► what to answer         schedule/admission.hpp, schedule/fault.hpp
//   backups ─► what to start now?     backups/decide.hpp       with backup.hpp and history.hpp
//           ─► what may be deleted?   backups/prune.hpp        with retention.hpp and holds.hpp
//           ─► what may people do?    backups/on_demand.hpp
//           ─► what may be copied?    backups/copying.hpp
//           ─► is it protected?       backups/protection.hpp
//           ─► and with other rules?  backups/compare.hpp
//           ─► and over the years?    backups/simulate.hpp
//           ─► when does each go?     backups/forecast.hpp
//
// The folders are floors. From the lowest: detail, core, when, text, schedule, backups, json. A header includes its own floor
// and lower ones, never a higher one. detail/ serves the others and may change without notice.
#ifndef ROTA_ROTA_HPP
#define ROTA_ROTA_HPP

#include <rota/backups/backup.hpp>
#include <rota/backups/compare.hpp>
#include <rota/backups/copying.hpp>
#include <rota/backups/decide.hpp>
#include <rota/backups/forecast.hpp>
#include <rota/backups/history.hpp>
#include <rota/backups/holds.hpp>
#include <rota/backups/on_demand.hpp>
#include <rota/backups/protection.hpp>
#include <rota/backups/prune.hpp>
#include <rota/backups/retention.hpp>
#include <rota/backups/simulate.hpp>
#include <rota/core/issue.hpp>
#include <rota/core/level.hpp>
#include <rota/core/lookback.hpp>
#include <rota/core/source.hpp>
#include <rota/core/time.hpp>
#include <rota/schedule/admission.hpp>
#include <rota/schedule/fault.hpp>
#include <rota/schedule/request.hpp>
#include <rota/schedule/schedule.hpp>
#include <rota/text/on_calendar.hpp>
#include <rota/version.hpp>
#include <rota/when/before.hpp>
#include <rota/when/cadence.hpp>
#include <rota/when/calendar.hpp>
#include <rota/when/clock.hpp>
#include <rota/when/due_index.hpp>
#include <rota/when/next_run.hpp>
#include <rota/when/next_runs.hpp>
#include <rota/when/slot.hpp>
#include <rota/when/spread.hpp>
#include <rota/when/timing.hpp>

#endif
